import type { ProblemDocument } from "../wire/wire.ts";

/** The plugin's own codes for what never reached the platform or came back unreadable (contract §3.2). */
const REQUEST_FAILED = 1002;
const RESPONSE_UNREADABLE = 1003;

const TYPE_PREFIX = "urn:hookswitch:problem:";

/** Why a request was not carried out: the platform's problem document (RFC 9457), or that there was no answer at all. */
export class LineProblem extends Error {
  override readonly name = "LineProblem";
  /** The HTTP status; 0 when no answer came, and the request may or may not have been carried out. */
  readonly status: number;
  readonly errCode: number;
  readonly errMsg: string;
  /** One word to compare, see `docs/errors.md`. */
  readonly reason: string;
  /** The input that is wrong, where one is. */
  readonly field: string | undefined;
  /** What the platform asks to wait before the same again. */
  readonly retryAfterMs: number | undefined;

  constructor(
    what: { status: number; errCode: number; errMsg: string; reason: string; field?: string | undefined },
    retryAfterMs?: number,
    cause?: unknown,
  ) {
    super(what.errMsg, { cause });
    this.status = what.status;
    this.errCode = what.errCode;
    this.errMsg = what.errMsg;
    this.reason = what.reason;
    this.field = what.field;
    this.retryAfterMs = retryAfterMs;
  }

  static noAnswer(cause: unknown): LineProblem {
    // What fetch throws says "fetch failed"; why, stands in its cause.
    const first = cause instanceof Error && cause.cause instanceof Error ? cause.cause : cause;
    const why = first instanceof Error ? first.message : String(first);
    return new LineProblem(
      { status: 0, errCode: REQUEST_FAILED, errMsg: `no answer: ${why}`, reason: "no-answer" },
      undefined,
      cause,
    );
  }

  /** `document` is the parsed body, of whatever shape it came. */
  static of(status: number, document: unknown, retryAfterMs?: number): LineProblem {
    const problem: Partial<ProblemDocument> = typeof document === "object" && document !== null ? document : {};
    if (typeof problem.type !== "string") {
      return new LineProblem(
        { status, errCode: RESPONSE_UNREADABLE, errMsg: `HTTP ${status} without a problem document`, reason: "unreadable" },
        retryAfterMs,
      );
    }
    return new LineProblem(
      {
        status,
        errCode: problem.errCode ?? REQUEST_FAILED,
        errMsg: problem.errMsg ?? problem.detail ?? problem.title ?? `HTTP ${status}`,
        reason: problem.type.startsWith(TYPE_PREFIX) ? problem.type.slice(TYPE_PREFIX.length) : problem.type,
        field: problem.field,
      },
      retryAfterMs,
    );
  }

  /** Whether the answer is lost or the platform is away, so that the very same request is worth sending again. */
  get isPassing(): boolean {
    return this.status === 0 || this.status >= 500;
  }
}
