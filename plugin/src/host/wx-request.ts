/** `wx.request`: the options that have a meaning here. */
export interface RequestOptions {
  url: string;
  method?: string;
  data?: unknown;
  header?: Record<string, string>;
  /** Milliseconds. */
  timeout?: number;
  /** Anything but `json` leaves the text as it is. */
  dataType?: string;
  responseType?: "text" | "arraybuffer";
  success?(result: {
    data: unknown;
    statusCode: number;
    header: Record<string, string>;
    cookies: string[];
    errMsg: string;
  }): void;
  fail?(result: { errMsg: string; errno?: number }): void;
  complete?(result: { errMsg: string }): void;
}

export interface RequestTask {
  abort(): void;
}

/** As the vendor's run-time has it. */
const TIMEOUT_MS = 60_000;

/** Any status is a success; only what did not come back is a failure. */
export function request(fetchIt: typeof fetch, options: RequestOptions): RequestTask {
  const aborted = new AbortController();
  void carryOut(fetchIt, options, aborted.signal);
  return { abort: () => aborted.abort() };
}

async function carryOut(fetchIt: typeof fetch, options: RequestOptions, aborted: AbortSignal): Promise<void> {
  const overdue = AbortSignal.timeout(options.timeout ?? TIMEOUT_MS);
  let result: Parameters<NonNullable<RequestOptions["success"]>>[0];
  try {
    const response = await fetchIt(...fetchArguments(options, AbortSignal.any([aborted, overdue])));
    result = {
      data: await dataOf(response, options),
      statusCode: response.status,
      header: Object.fromEntries(response.headers),
      cookies: [],
      errMsg: "request:ok",
    };
  } catch (error) {
    const why = aborted.aborted
      ? "abort"
      : overdue.aborted
        ? "timeout"
        : error instanceof Error
          ? error.message
          : String(error);
    const failed = { errMsg: `request:fail ${why}` };
    options.fail?.(failed);
    options.complete?.(failed);
    return;
  }
  options.success?.(result);
  options.complete?.(result);
}

function fetchArguments(options: RequestOptions, signal: AbortSignal): [string, RequestInit] {
  const method = (options.method ?? "GET").toUpperCase();
  const headers = new Headers(options.header);
  if (!headers.has("Content-Type")) headers.set("Content-Type", "application/json");
  if (method === "GET" || method === "HEAD") {
    headers.delete("Content-Type");
    return [withQuery(options.url, options.data), { method, headers, signal }];
  }
  return [
    options.url,
    { method, headers, signal, ...(options.data === undefined ? {} : { body: bodyOf(options.data, headers) }) },
  ];
}

function withQuery(url: string, data: unknown): string {
  if (typeof data !== "object" || data === null) return url;
  const query = form(data);
  return query === "" ? url : `${url}${url.includes("?") ? "&" : "?"}${query}`;
}

function bodyOf(data: unknown, headers: Headers): string | ArrayBuffer {
  if (typeof data === "string" || data instanceof ArrayBuffer) return data;
  if (headers.get("Content-Type")?.includes("x-www-form-urlencoded")) return form(data as object);
  return JSON.stringify(data);
}

function form(data: object): string {
  return new URLSearchParams(
    Object.entries(data).map(([key, value]) => [key, typeof value === "string" ? value : JSON.stringify(value)]),
  ).toString();
}

async function dataOf(response: Response, options: RequestOptions): Promise<unknown> {
  if (options.responseType === "arraybuffer") return response.arrayBuffer();
  const text = await response.text();
  if ((options.dataType ?? "json") !== "json") return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
