/** What the API says when it cannot answer (RFC 9457), with a way out and the id under which the server logged it. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string | null;
  readonly hint: string | null;
  readonly requestId: string | null;
}

/** A request that brought a problem instead of an answer; status 0 where the server was not reached at all. */
export class ProblemError extends Error {
  override readonly name = "ProblemError";
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.title);
    this.problem = problem;
  }
}

/** The problem behind whatever a request threw. */
export function problemOf(error: unknown): Problem {
  if (error instanceof ProblemError) return error.problem;
  const detail = error instanceof Error ? error.message : String(error);
  return {
    type: "about:blank",
    title: "Something went wrong on this page",
    status: 0,
    detail,
    hint: null,
    requestId: null,
  };
}

/** Whether the problem is a workspace without data, which is a beginning and not a fault. */
export function isNothingLoaded(problem: Problem): boolean {
  return /nothing[-_]loaded$/.test(problem.type);
}

/** The problem that an unsuccessful response carries; every field is checked, for a proxy may answer in the server's place. */
export function problemFrom(status: number, body: unknown): Problem {
  const fields: Readonly<Record<string, unknown>> = typeof body === "object" && body !== null ? { ...body } : {};
  const text = (name: string): string | null => (typeof fields[name] === "string" ? fields[name] : null);
  return {
    type: text("type") ?? "about:blank",
    title: text("title") ?? `The server answered with status ${status}`,
    status,
    detail: text("detail"),
    hint: text("hint"),
    requestId: text("requestId"),
  };
}

/** The type of the problem that an exported copy does not hold the answer that is asked for. */
export const notExportedType = "urn:tidemark:problem:not-exported";

/** What is said when no server answers. */
export const unreachable: Problem = {
  type: "about:blank",
  title: "The server does not answer",
  status: 0,
  detail: null,
  hint: "Is `tidemark serve` still running? Start it again, then retry.",
  requestId: null,
};
