import type { ColumnType } from "../schema/table.ts";

/**
 * What a dialect gives a meaning to, because engines spell it differently. Arguments in order:
 * - `add_days` (date, count): the date that many days later.
 * - `days_between` (earlier date, later date): how many days the later one lies after the other, an integer.
 * - `add_seconds` (timestamp, seconds): the instant that many seconds later.
 * - `add_months` (timestamp, months): the same time of day so many months later, or on the last day of a shorter month.
 * - `date_of` (timestamp): its UTC date.
 * - `micros_of` (timestamp): microseconds since 1970-01-01T00:00:00Z, a bigint.
 * - `start_of_hour` (timestamp): the full hour it lies in.
 * - `as_text`, `as_bigint` (value): the value in that type.
 * - `divide` (a, b): integer division that cuts towards zero; both sides are bigints.
 * - `shared_bits` (a, b): the bits that both bigints have.
 * - `all_bits` (value): the bits that any bigint of the group has.
 * - `bit_at` (place): the bigint 2^place, for places 0 to 51.
 * - `property` (properties, key): one value of the JSON text as text, null where absent.
 */
export type Meaning =
  | "add_days"
  | "days_between"
  | "add_seconds"
  | "add_months"
  | "date_of"
  | "micros_of"
  | "start_of_hour"
  | "as_text"
  | "as_bigint"
  | "divide"
  | "shared_bits"
  | "all_bits"
  | "bit_at"
  | "property";

/** A part of a fragment that is not literal SQL. */
export type Node =
  | Fragment
  | SharedStep
  | { readonly kind: "name"; readonly name: string; readonly instants?: Span }
  | { readonly kind: "value"; readonly value: string | number | null; readonly type: ColumnType }
  | { readonly kind: "meaning"; readonly meaning: Meaning; readonly args: readonly Node[] };

/**
 * SQL as plain data: literal text from our own source between nodes. `texts` has one entry more than `nodes`. User input
 * can only enter as a bound value or as a quoted name.
 */
export interface Fragment {
  readonly kind: "fragment";
  readonly texts: readonly string[];
  readonly nodes: readonly Node[];
}

/** A fragment written as a template; a bare string between its parts is not accepted, so nothing slips in unquoted. */
export function sql(texts: TemplateStringsArray, ...nodes: readonly Node[]): Fragment {
  return { kind: "fragment", texts: [...texts], nodes };
}

/** `identifier`, quoted. */
export function name(identifier: string): Node {
  return { kind: "name", name: identifier };
}

/** Instants from `from` to before `to`, in µs UTC; either may be infinite. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** The table `event`, read where no row outside of `instants` counts: an engine need not even fetch what lies there. */
export function eventsWithin(instants: Span): Node {
  return { kind: "name", name: "event", instants };
}

/** The instants of all events that `query` may count; null where a part of it does not say, so that it may be any. */
export function instantsRead(query: Fragment): Span | null {
  const told = spansIn(query);
  const readings = outline(query).match(/\b(?:from|join) (?:"event"|event)(?![\w"])/g) ?? [];
  if (told.length === 0 || readings.length > told.length) return null;
  return { from: Math.min(...told.map(({ from }) => from)), to: Math.max(...told.map(({ to }) => to)) };
}

function spansIn(node: Node): readonly Span[] {
  switch (node.kind) {
    case "fragment":
      return node.nodes.flatMap(spansIn);
    case "shared":
      return spansIn(node.body);
    case "name":
      return node.instants === undefined ? [] : [node.instants];
    case "value":
      return [];
    case "meaning":
      return node.args.flatMap(spansIn);
  }
}

/** A value that travels beside the SQL text as a bound parameter. */
export function value(given: string | number | null, type: ColumnType): Node {
  return { kind: "value", value: given, type };
}

/** `meaning` of the arguments, in the words of whichever dialect prints it. */
export function means(meaning: Meaning, ...args: readonly Node[]): Node {
  return { kind: "meaning", meaning, args };
}

/** The fragments one after the other with `separator` between them. */
export function join(
  fragments: readonly Node[],
  separator:
    | ", "
    | " "
    | " + "
    | ",\n"
    | " and "
    | "\nand "
    | " or "
    | "\nor "
    | "\nunion all\n"
    | "\nunion all "
    | "\n",
): Fragment {
  if (fragments.length === 0) return { kind: "fragment", texts: [""], nodes: [] };
  return { kind: "fragment", texts: ["", ...fragments.slice(1).map(() => separator), ""], nodes: fragments };
}

/** One named step of a query. */
export interface Step {
  readonly name: string;
  readonly body: Fragment;
}

/**
 * A step that is the same in many queries. It prints as every other; an engine may compute it once and keep it. Whoever
 * knows how to compute it faster than its text says describes that in fields of their own.
 */
export interface SharedStep extends Step {
  readonly kind: "shared";
}

/** A query of named steps and a final select; every answer of Tidemark is asked in this form. */
export function withSteps(steps: readonly (Step | SharedStep)[], select: Fragment): Fragment {
  if (steps.length === 0) return select;
  const told = steps.map((step) => ("kind" in step ? step : stepText(step)));
  return sql`with ${join(told, ",\n")}\n${select}`;
}

const opening = "with ";

/** `step` as it stands between `with` and the select. */
export function stepText(step: Step): Fragment {
  return sql`${name(step.name)} as (\n  ${step.body}\n)`;
}

/** The shared steps of `fragment`, in the order of its text. */
export function sharedSteps(fragment: Fragment): readonly SharedStep[] {
  return fragment.nodes.flatMap((node) => {
    if (node.kind === "shared") return [node, ...sharedSteps(node.body)];
    return node.kind === "fragment" ? sharedSteps(node) : [];
  });
}

/** `fragment` with other bodies for its shared steps. */
export function withBodies(fragment: Fragment, bodyOf: (step: SharedStep) => Fragment): Fragment {
  const nodes = fragment.nodes.map((node) => {
    if (node.kind === "shared") return stepText({ name: node.name, body: bodyOf(node) });
    return node.kind === "fragment" ? withBodies(node, bodyOf) : node;
  });
  return { ...fragment, nodes };
}

/** `query` with `steps` before its own, so that what it reads may be one of them. */
export function precededBy(steps: readonly Step[], query: Fragment): Fragment {
  if (steps.length === 0) return query;
  const [first = "", ...texts] = query.texts;
  if (!first.startsWith(opening)) return withSteps(steps, query);
  const rest: Fragment = { ...query, texts: [first.slice(opening.length), ...texts] };
  return sql`with ${join(steps.map(stepText), ",\n")},\n${rest}`;
}

/** Whether `query` reads the table (or step) called `table`, which is all that follows a `from` or a `join`. */
export function reads(query: Fragment, table: string): boolean {
  return new RegExp(String.raw`\b(?:from|join) (?:"${table}"|${table})(?![\w"])`).test(outline(query));
}

/** The text without its values: enough to see which tables are read. */
function outline(node: Node): string {
  switch (node.kind) {
    case "fragment":
      return node.texts.map((text, i) => text + (node.nodes[i] === undefined ? "" : outline(node.nodes[i]))).join("");
    case "shared":
      return outline(stepText(node));
    case "name":
      return `"${node.name}"`;
    case "value":
      return "?";
    case "meaning":
      return node.args.map(outline).join(" ");
  }
}
