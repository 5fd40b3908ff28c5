import type { Explanation, MetricDescription } from "../api/contract.ts";
import { unitOf } from "../charts/track.ts";
import { formatDays } from "../format/date.ts";
import { dimensionTitle, dimensionValue } from "../format/dimension.ts";
import type { Unit } from "../format/number.ts";
import { type NumberAddress, valueAt } from "../state/number-address.ts";
import { type Cell, columnTitle, spokenCondition } from "./cell.ts";

/** A figure that a change is made of. */
export interface MovedPart {
  readonly title: string;
  readonly value: number | null;
  readonly unit: Unit;
  readonly address: NumberAddress;
}

/** A number of an explanation: what a segment, or the whole, was and is, and who or what came and went between. */
export interface MovedNumber {
  readonly title: string;
  /** In one sentence; null where the title says it. */
  readonly meaning: string | null;
  readonly cell: Cell;
  /** What it is made of, where it is a change. */
  readonly parts: readonly MovedPart[];
  /** Where its receipt is asked for; null where only its parts have one. */
  readonly receipt: string | null;
}

const titles: Readonly<Record<string, string>> = { resurrected: "Back", dormant: "Gone" };
const meanings: Readonly<Record<string, string>> = {
  change: "The figure of this range less that of the range it is compared with.",
  before: "The figure of the range compared with.",
  now: "The figure of this range.",
  new: "Active in this range, and never before.",
  resurrected: "Active in this range, not in the one compared with, but earlier.",
  dormant: "Active in the range compared with, and not in this one.",
};
const partTitle = (part: string): string => titles[part] ?? columnTitle(part);

/** The number that `address` points at in an explanation of `metric`; null where there is none. */
export function movedNumber(
  answer: Explanation,
  address: NumberAddress,
  metric: Pick<MetricDescription, "grains"> | undefined,
): MovedNumber | null {
  const value = valueAt(answer, address.pointer);
  const [part = "", place = ""] = [/[^/]+$/, /^\/(?:totals|rows\/\d+)/].map((one) => one.exec(address.pointer)?.[0]);
  const moved = valueAt(answer, place) as Partial<Explanation["rows"][number]> | undefined;
  if (moved === undefined || (typeof value !== "number" && value !== null)) return null;
  const { dimension, segment } = moved;
  const row = dimension === undefined || segment === undefined ? null : { dimension, segment };
  const unit = unitOf(answer, "change");
  const { now, before } = answer.compared;
  const scope = [
    formatDays(now.from.slice(0, 10), now.to.slice(0, 10)),
    `against ${formatDays(before.from.slice(0, 10), before.to.slice(0, 10))}`,
    ...(row === null ? [] : [`${dimensionTitle(row.dimension)}: ${dimensionValue(row.dimension, row.segment)}`]),
    ...answer.question.where.map(spokenCondition),
  ];
  const pointers = [
    `${place}/before`,
    ...(["turnover", "movements"] as const).flatMap((kind) =>
      Object.keys(moved[kind] ?? {}).map((one) => `${place}/${kind}/${one}`),
    ),
    `${place}/now`,
  ];
  return {
    title: partTitle(part),
    meaning: meanings[part] ?? null,
    cell: { name: part, value, unit, row: null, scope },
    parts:
      part !== "change"
        ? []
        : pointers.map((pointer) => ({
            title: partTitle(pointer.split("/").at(-1) ?? ""),
            value: valueAt(answer, pointer) as number | null,
            unit,
            address: { path: address.path, pointer },
          })),
    receipt: receiptOf(answer, address, { part, row, metric }),
  };
}

interface Place {
  readonly part: string;
  readonly row: { readonly dimension: string; readonly segment: string } | null;
  readonly metric: Pick<MetricDescription, "grains"> | undefined;
}

function receiptOf(answer: Explanation, { path }: NumberAddress, { part, row, metric }: Place): string | null {
  if (part === "change") return null;
  const { question, compared } = answer;
  const { searchParams } = new URL(path, window.location.origin);
  searchParams.delete("by");
  if (part !== "before" && part !== "now") {
    searchParams.set("metric", `explain.${question.metric}.${part}`);
    if (row !== null) searchParams.set("by", row.dimension);
    if (row !== null) searchParams.set("group", row.segment);
    return `/v1/receipt?${searchParams}`;
  }
  // What it was and is are figures of its own answers: a total, or where it has none the one row of a whole period.
  const isTotal = metric?.grains.includes("total") === true;
  const isWhole = compared.now.from === question.from && compared.now.to === question.to;
  if (!isTotal && !isWhole) return null;
  for (const name of ["compare", "where"]) searchParams.delete(name);
  const others = question.where.filter((one) => !one.startsWith(`${row?.dimension}=`));
  for (const one of row === null ? question.where : [...others, `${row.dimension}=${row.segment}`]) {
    searchParams.append("where", one);
  }
  searchParams.set("from", compared[part].from);
  searchParams.set("to", compared[part].to);
  if (!isTotal) searchParams.set("cell", compared[part].from.slice(0, 10));
  return `/v1/receipt?${searchParams}`;
}
