import { UserError, type UserErrorCode } from "../schema/user-error.ts";
import type { Problem } from "./contract.ts";

interface RefusalOptions {
  readonly hint: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly kind?: string;
}

/** A refusal that only HTTP knows (a wrong Host, a full queue); `headers` go out with it. */
export class Refusal extends Error {
  override readonly name = "Refusal";
  readonly status: number;
  readonly hint: string;
  readonly headers: Readonly<Record<string, string>>;
  /** What kind of problem it is, where the status alone does not say. */
  readonly kind: string;

  constructor(status: number, message: string, options: RefusalOptions) {
    super(message);
    this.status = status;
    this.kind = options.kind ?? `http-${status}`;
    this.hint = options.hint;
    this.headers = options.headers ?? {};
  }
}

const statusOfCode: Readonly<Record<UserErrorCode, number>> = {
  usage: 400,
  config: 500,
  not_configured: 409,
  nothing_loaded: 409,
  data_quality: 422,
  unreachable: 502,
  conflict: 409,
  disk_full: 507,
  integrity: 500,
};

const titles: Readonly<Record<number, string>> = {
  400: "The request cannot be understood",
  401: "A session token is needed",
  403: "Not allowed from there",
  404: "Nothing is here",
  405: "This path cannot be asked that way",
  408: "The request took too long to arrive",
  409: "The data are not ready for this",
  413: "The request is too large",
  414: "The address is too long",
  415: "Only addresses are read, no bodies",
  422: "The data do not hold together",
  431: "The request's headers are too large",
  500: "Something broke on our side",
  502: "A store behind this server did not answer",
  503: "Too many questions at once",
  507: "The disk of this server is full",
};

/** Codes whose message names files, addresses or settings of the machine, which are nobody's business over HTTP. */
const privateCodes: ReadonlySet<UserErrorCode> = new Set(["config", "unreachable", "integrity", "disk_full"]);

/**
 * `error` as the problem a client may see and the headers that go with it. Only what was written for people is passed
 * on; a bug, and whatever names a path or a store of this machine, becomes a sentence that says where to look.
 */
export function problemOf(
  error: unknown,
  requestId: string,
): { readonly problem: Problem; readonly headers: Readonly<Record<string, string>> } {
  if (error instanceof Refusal) {
    const { status, message: detail, hint, headers, kind } = error;
    return { problem: fill({ type: typeOf(kind), status, detail, hint }, requestId), headers };
  }
  if (error instanceof UserError) {
    const status = statusOfCode[error.code];
    const shown = privateCodes.has(error.code) ? overheard : { detail: error.message, hint: error.hint };
    return { problem: fill({ type: typeOf(error.code.replace("_", "-")), status, ...shown }, requestId), headers: {} };
  }
  const status = clientStatusOf(error);
  const shown = status === 500 ? overheard : { detail: titles[status] ?? "", hint: "See /v1/openapi.json." };
  return { problem: fill({ type: typeOf(`http-${status}`), status, ...shown }, requestId), headers: {} };
}

const overheard = {
  detail: "The answer could not be made.",
  hint: 'The server\'s log has the reason under this request id; "tidemark doctor" checks the workspace.',
};

/** Fastify's own errors carry a status; of these only the client's mistakes (4xx) are told as such. */
function clientStatusOf(error: unknown): number {
  const status = typeof error === "object" && error !== null && "statusCode" in error ? error.statusCode : 500;
  return typeof status === "number" && status >= 400 && status < 500 && titles[status] !== undefined ? status : 500;
}

function fill(known: Omit<Problem, "title" | "requestId">, requestId: string): Problem {
  const { type, status, detail, hint } = known;
  return { type, title: titles[status] ?? "Error", status, detail, hint, requestId };
}

function typeOf(name: string): string {
  return `urn:tidemark:problem:${name}`;
}
