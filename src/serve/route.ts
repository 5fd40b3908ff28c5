import type { z } from "zod";
import type { Answers, Sent } from "./answers.ts";
import type { Backend } from "./backend.ts";

/** What a route works with. */
export interface RouteContext {
  readonly backend: Backend;
  readonly answers: Answers;
  /** False once the client has gone. */
  readonly isWanted: () => boolean;
}

/** One path of the API; the server, its checks and the OpenAPI document are made from it. */
export interface Route<P extends z.ZodObject = z.ZodObject> {
  readonly path: string;
  /** Name of the operation and of its answer in the OpenAPI document. */
  readonly name: string;
  readonly summary: string;
  readonly parameters: P;
  readonly answer: z.ZodType;
  /** True where rows about single users go out: the session's token is needed. */
  readonly needsSession: boolean;
  /** Whether these parameters ask for rows about single users, where not every question of the route does. */
  isPersonal?(this: void, parameters: z.output<P>): boolean;
  handle(this: void, parameters: z.output<P>, context: RouteContext): Promise<Sent | object>;
}

/** A route whose handler has the exact type of its parameters. */
export function defineRoute<P extends z.ZodObject>(route: Route<P>): Route<P> {
  return route;
}
