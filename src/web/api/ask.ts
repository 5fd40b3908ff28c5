import type {
  Answer,
  ArrAnswer,
  Explanation,
  FunnelAnswer,
  LifecycleAnswer,
  RetentionAnswer,
  StickinessAnswer,
} from "./contract.ts";

/** A question to the server: its address, and (to the compiler) what it answers. Equal questions have equal addresses. */
export interface Ask<A> {
  /** `/v1/query?metric=mau&…`. */
  readonly path: string;
  /** Never there; it carries the answer's type. */
  readonly answer?: A;
}

/** Parameters by name; what is null, undefined or empty is left out. */
export type Parameters = Readonly<Record<string, string | number | readonly string[] | null | undefined>>;

/** The days, the grain and the conditions that nearly every question has. */
export interface Scope {
  readonly from: string;
  /** Exclusive. */
  readonly to: string;
  readonly grain: string;
  readonly where: readonly string[];
}

/** A question to `/v1/query`. */
export interface Question extends Scope {
  readonly metrics: readonly string[];
  readonly by?: readonly string[];
  readonly top?: number | null;
  readonly compare?: string | null;
}

/** One or several metrics over time. */
export function askQuery({ metrics, ...rest }: Question): Ask<Answer> {
  return { path: pathOf("/v1/query", { metric: metrics, ...rest }) };
}

/** Active users as new, returning, resurrected and dormant. */
export function askLifecycle(scope: Scope & { readonly by?: readonly string[] }): Ask<LifecycleAnswer> {
  return { path: pathOf("/v1/lifecycle", { ...scope }) };
}

/** In how many buckets of the range users were active. */
export function askStickiness(scope: Scope): Ask<StickinessAnswer> {
  return { path: pathOf("/v1/stickiness", { ...scope }) };
}

/** A question to `/v1/retention`. */
export interface RetentionScope extends Scope {
  readonly startEvent: readonly string[];
  readonly returnEvent: readonly string[];
  readonly cohort: string;
  readonly mode: string;
  readonly periods: number;
  readonly minOccurrences: number;
}

/** Cohorts and who of them came back. */
export function askRetention(scope: RetentionScope): Ask<RetentionAnswer> {
  return { path: pathOf("/v1/retention", { ...scope }) };
}

/** A question to `/v1/funnel`. */
export interface FunnelScope extends Omit<Scope, "grain"> {
  readonly step: readonly string[];
  readonly window: string;
  readonly order: string;
}

/** Users from step to step. */
export function askFunnel(scope: FunnelScope): Ask<FunnelAnswer> {
  return { path: pathOf("/v1/funnel", { ...scope }) };
}

/** From each period's opening ARR to its closing. */
export function askArr(scope: Scope & { readonly by?: readonly string[]; readonly basis?: string }): Ask<ArrAnswer> {
  return { path: pathOf("/v1/arr", { ...scope }) };
}

/** Why a metric moved against a comparable range. */
export function askExplain(question: {
  readonly metric: string;
  readonly from: string;
  readonly to: string;
  readonly where: readonly string[];
  readonly compare: string;
  readonly by: readonly string[];
}): Ask<Explanation> {
  return { path: pathOf("/v1/explain", { ...question }) };
}

/** The address of `path` with `parameters`. */
export function pathOf(path: string, parameters: Parameters): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    if (value === null || value === undefined || value === "") continue;
    if (typeof value === "object") for (const one of value) search.append(name, one);
    else search.set(name, String(value));
  }
  return `${path}?${search}`;
}
