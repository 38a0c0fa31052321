import { readFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type OutgoingHttpHeaders, request, type ServerResponse } from "node:http";
import { request as requestByTls } from "node:https";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import { dirname, join, normalize, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import type { Options } from "./options.ts";
import { tokenOf } from "./token.ts";

const HERE = dirname(dirname(fileURLToPath(import.meta.url)));

/** Serves a page that runs the program and shows what it has; the platform is behind the same address, and so is any server of the program. */
export async function inPage(options: Options, port: number): Promise<void> {
  const script = await pageScript(options);
  const html = await readFile(join(HERE, "mini-program/page.html"), "utf8");
  const token = tokenOf(options);
  const folder = resolve(options.folder);
  const platform = new URL(options.address);

  const server = createServer((asked, answer) => {
    void serve(asked, answer).catch((error: unknown) => answer.writeHead(502).end(String(error)));
  });
  server.on("upgrade", (asked, socket, head) => passUpgrade(platform, asked, socket, head));
  await new Promise<void>((listening, failed) => server.on("error", failed).listen(port, "127.0.0.1", listening));
  const { port: listening } = server.address() as AddressInfo;
  process.stdout.write(`${options.folder} runs at http://127.0.0.1:${listening}/ as ${options.name}\n`);

  async function serve(asked: IncomingMessage, answer: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(asked.url ?? "/", `http://127.0.0.1:${port}`);
    if (pathname === "/") answer.writeHead(200, { "Content-Type": "text/html; charset=utf-8" }).end(html);
    else if (pathname === "/page.js") answer.writeHead(200, { "Content-Type": "text/javascript; charset=utf-8" }).end(script);
    else if (pathname === "/token") answer.writeHead(200, { "Content-Type": "application/json" }).end(JSON.stringify(await token()));
    else if (pathname.startsWith("/program/")) await file(decodeURIComponent(pathname.slice("/program/".length)), answer);
    else if (pathname === "/elsewhere") pass(new URL(searchParams.get("url") ?? ""), asked, answer);
    else pass(new URL(asked.url ?? "/", platform), asked, answer);
  }

  async function file(path: string, answer: ServerResponse): Promise<void> {
    const full = normalize(join(folder, path));
    const content = full.startsWith(`${folder}/`) ? await readFile(full).catch(() => undefined) : undefined;
    answer.writeHead(content ? 200 : 404, { "Content-Type": "text/plain; charset=utf-8" }).end(content);
  }
}

/** The page's script, with what the developer gives around it. */
async function pageScript({ appId, environment, name, path, around }: Options): Promise<string> {
  const given = { appId, environment, name, path };
  const stdin = {
    contents: `import { runs } from "./page.ts"; ${around ? `import * as around from ${JSON.stringify(resolve(around))};` : "const around = {};"} runs(${JSON.stringify(given)}, around);`,
    resolveDir: join(HERE, "mini-program"),
    loader: "ts" as const,
  };
  const { outputFiles } = await build({ stdin, bundle: true, format: "esm", target: "es2022", write: false, outdir: "." });
  return outputFiles[0]?.text ?? "";
}

function pass(to: URL, asked: IncomingMessage, answer: ServerResponse): void {
  const ask = to.protocol === "https:" ? requestByTls : request;
  const passed = ask(to, { method: asked.method, headers: headersTo(to, asked) }, (answered) => {
    answer.writeHead(answered.statusCode ?? 502, answered.headers);
    answered.pipe(answer);
  });
  passed.on("error", (error) => answer.writeHead(502).end(error.message));
  asked.pipe(passed);
}

function passUpgrade(platform: URL, asked: IncomingMessage, socket: Duplex, head: Buffer): void {
  const ask = platform.protocol === "https:" ? requestByTls : request;
  const passed = ask(new URL(asked.url ?? "/", platform), { headers: headersTo(platform, asked) });
  passed.on("upgrade", (answered, upstream, first) => {
    const headers = Object.entries(answered.headers).map(([name, value]) => `${name}: ${String(value)}\r\n`);
    socket.write(`HTTP/1.1 101 Switching Protocols\r\n${headers.join("")}\r\n`);
    socket.write(first);
    upstream.write(head);
    upstream.pipe(socket).pipe(upstream);
    upstream.on("error", () => socket.destroy());
    socket.on("error", () => upstream.destroy());
  });
  passed.on("response", (answered) => socket.end(`HTTP/1.1 ${answered.statusCode} \r\n\r\n`));
  passed.on("error", () => socket.destroy());
  passed.end();
}

/** As a client of the server itself would send them; the platform takes sockets of its own pages only. */
function headersTo(server: URL, { headers }: IncomingMessage): OutgoingHttpHeaders {
  return { ...headers, host: server.host, ...(headers.origin === undefined ? {} : { origin: server.origin }) };
}
