import { workspaceBackend } from "../../src/serve/backend.ts";
import type { Workspace } from "../../src/workspace/open.ts";

/** A number as a page shows it: the question's address with the pointer into its answer, its value, and its text. */
export interface Shown {
  readonly number: string;
  readonly value: number;
  readonly text: string;
}

/** Asks the workspace itself, as the command line does, what the address `path` asks over HTTP. */
export async function askAgain(ws: Workspace, path: string): Promise<unknown> {
  const backend = workspaceBackend(ws);
  const { pathname, searchParams } = new URL(path, "http://here");
  const one = (name: string) => searchParams.get(name) ?? undefined;
  const all = (name: string) => (searchParams.has(name) ? searchParams.getAll(name) : undefined);
  const scope = { from: one("from"), to: one("to"), grain: one("grain"), by: all("by"), where: all("where") };
  switch (pathname) {
    case "/v1/query":
      return backend.ask({ ...scope, metrics: all("metric") ?? [], top: one("top"), compare: one("compare") });
    case "/v1/arr":
      return backend.arr({ ...scope, basis: one("basis") });
    case "/v1/lifecycle":
      return backend.lifecycle(scope);
    case "/v1/stickiness":
      return backend.stickiness(scope);
    case "/v1/retention":
      return backend.retention({
        ...scope,
        startEvent: all("startEvent"),
        returnEvent: all("returnEvent"),
        cohort: one("cohort"),
        mode: one("mode"),
        periods: one("periods"),
        minOccurrences: one("minOccurrences"),
      });
    case "/v1/funnel":
      return backend.funnel({
        from: scope.from,
        to: scope.to,
        where: scope.where,
        steps: all("step") ?? [],
        window: one("window"),
        order: one("order"),
      });
    case "/v1/explain":
      return backend.explain({
        metric: one("metric") ?? "",
        from: scope.from,
        to: scope.to,
        where: scope.where,
        compare: one("compare"),
      });
    default:
      throw new Error(`No question is asked at ${pathname}`);
  }
}

/** What stands at a JSON pointer. */
export function at(answer: unknown, pointer: string): unknown {
  return pointer
    .split("/")
    .slice(1)
    .reduce<unknown>((value, key) => (value as Readonly<Record<string, unknown>> | undefined)?.[key], answer);
}

/** The digits of a text as one number, in units, whole amounts or percent, as British English prints them. */
export function numberIn(text: string): number {
  return Number(text.replaceAll(/[^\d.\-−]/g, "").replace("−", "-"));
}
