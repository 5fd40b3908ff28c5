import { type Bucket, bucketsIn } from "../metrics/buckets.ts";
import { findMetric } from "../metrics/catalogue.ts";
import { dimensionsOf } from "../metrics/dimensions.ts";
import type { Figures } from "../metrics/figures.ts";
import type { Grain } from "../metrics/grain.ts";
import type { Filter, Question } from "../metrics/question.ts";
import { ledgerDifferenceQuery } from "../rollup/ledger-difference.ts";
import { formatDay } from "../schema/date.ts";
import { localDayOf, startOfDay } from "../schema/timezone.ts";
import { type Engine, measure } from "./measure.ts";
import type { VerifyFailure } from "./types.ts";
import type { Checked } from "./verify-key.ts";
import { cancellationsBridge } from "./verify-bridge.ts";
import { lifecycleCloses } from "./verify-lifecycle.ts";

/** A law that figures must obey whatever the data are. */
export interface Identity {
  readonly name: string;
  check(engine: Engine): Promise<Checked>;
}

/** The identities of metrics.md that hold among the metrics of the catalogue. */
export const identities: readonly Identity[] = [
  { name: "dau ≤ wau_7d ≤ mau_28d ≤ mau_30d, every day", check: windowsNest },
  { name: "dau ≤ wau of its week, dau ≤ mau of its month", check: daysNest },
  {
    name: "active = new + returning + resurrected, and what was active is returning or dormant",
    check: lifecycleCloses,
  },
  { name: "cancel ARR = monthly + yearly + other", check: cancellationsAdd },
  { name: "cancel ARR = churn at cancel + contraction by cancel", check: cancellationsBridge },
  { name: "a filter, its complement and Unknown add up", check: filtersPartition },
  { name: "ARR movements add up to what stands", check: ledgerCloses },
];

/** What stands in for an answer key where there is none: the base rows themselves, read again. */
export const recount: Identity = { name: "rollups equal a recount from the events", check: rollupsEqualEvents };

interface Ask {
  readonly grain: Grain;
  readonly by?: readonly string[];
  readonly where?: readonly Filter[];
  readonly fromEvents?: boolean;
}

interface Asked {
  readonly buckets: readonly Bucket[];
  readonly figures: readonly Figures[];
}

/** Ask metrics of one subject over the whole history; null where nothing of it is loaded. */
async function askAll(engine: Engine, metrics: readonly string[], ask: Ask): Promise<Asked | null> {
  const { state } = engine;
  const isActivity = dimensionsOf(findMetric(metrics[0] ?? "")).includes("event_name");
  const table = isActivity ? "events" : "subscriptions";
  const [days, through] = [state.days[table], state.completeBefore[table]];
  if (days === null || through === null) return null;
  const last = Math.max(days.first, localDayOf(state.zone, through - 1));
  const question: Question = {
    metrics: metrics.map(findMetric),
    from: startOfDay(state.zone, days.first),
    to: startOfDay(state.zone, last + 1),
    grain: ask.grain,
    by: ask.by ?? [],
    where: ask.where ?? [],
    event: [],
    top: null,
    compare: null,
    basis: "list",
    zone: state.zone,
    weekStart: state.weekStart,
  };
  const buckets = bucketsIn(question, ask.grain);
  return {
    buckets,
    figures: (await measure(question, engine, { buckets, fromEvents: ask.fromEvents ?? false })).figures,
  };
}

const nothing: Checked = { compared: 0, failures: [] };

interface Pair {
  readonly metric: string;
  readonly grain: Grain;
  readonly bucket: Bucket;
  readonly expected: number | null;
  readonly got: number | null;
  readonly slice?: string;
}

/** Compare pairs by `holds`; what fails is named. */
function checkPairs(check: string, pairs: readonly Pair[], holds: (expected: number, got: number) => boolean): Checked {
  const failures: VerifyFailure[] = pairs
    .filter(({ expected, got }) => expected === null || got === null || !holds(expected, got))
    .map(({ metric, grain, bucket, expected, got, slice }) => {
      return { check, metric, grain, period: bucket.period, slice: slice ?? null, expected, got };
    });
  return { compared: pairs.length, failures };
}

async function windowsNest(engine: Engine): Promise<Checked> {
  const names = ["dau", "wau_7d", "mau_28d", "mau_30d"] as const;
  const asked = await askAll(engine, names, { grain: "day" });
  if (asked === null) return nothing;
  const pairs = asked.buckets.flatMap((bucket) =>
    names.slice(1).map((metric, i) => ({
      metric,
      grain: "day" as const,
      bucket,
      expected: asked.figures[i]?.value(bucket, []) ?? null,
      got: asked.figures[i + 1]?.value(bucket, []) ?? null,
    })),
  );
  return checkPairs("a longer window holds at least as many", pairs, (shorter, longer) => shorter <= longer);
}

async function daysNest(engine: Engine): Promise<Checked> {
  const days = await askAll(engine, ["dau"], { grain: "day" });
  const pairs: Pair[] = [];
  for (const [metric, grain] of [
    ["wau", "week"],
    ["mau", "month"],
  ] as const) {
    const coarse = await askAll(engine, [metric], { grain });
    if (days === null || coarse === null) return nothing;
    for (const bucket of coarse.buckets) {
      const within = days.buckets.filter(({ key }) => key >= bucket.firstDay && key < bucket.endDay);
      const most = Math.max(...within.map((day) => days.figures[0]?.value(day, []) ?? 0));
      pairs.push({ metric, grain, bucket, expected: most, got: coarse.figures[0]?.value(bucket, []) ?? null });
    }
  }
  return checkPairs("a period holds at least as many as each of its days", pairs, (day, period) => day <= period);
}

async function cancellationsAdd(engine: Engine): Promise<Checked> {
  const names = ["cancel_arr", "cancel_arr_monthly", "cancel_arr_yearly", "cancel_arr_other"];
  const asked = await askAll(engine, names, { grain: "month", by: ["currency"] });
  if (asked === null) return nothing;
  const pairs = asked.buckets.flatMap((bucket) =>
    (asked.figures[0]?.groups ?? []).map((group) => {
      const [all = 0, ...parts] = asked.figures.map((one) => one.value(bucket, group) ?? 0);
      const sum = parts.reduce((total, part) => total + part, 0);
      return { metric: "cancel_arr", grain: "month" as const, bucket, expected: sum, got: all, slice: group.join(" ") };
    }),
  );
  return checkPairs("cancel ARR = monthly + yearly + other", pairs, (sum, all) => sum === all);
}

async function filtersPartition(engine: Engine): Promise<Checked> {
  const whole = await askAll(engine, ["events"], { grain: "month" });
  const byPlatform = await askAll(engine, ["events"], { grain: "total", by: ["platform"] });
  const value = byPlatform?.figures[0]?.groups.map(([platform]) => platform).find((platform) => platform !== "Unknown");
  if (whole === null || value === undefined) return nothing;
  const dimension = "platform";
  const filters: readonly Filter[] = [
    { dimension, operator: "is", values: [value] },
    { dimension, operator: "is_not", values: [value] },
    { dimension, operator: "is", values: [null] },
  ];
  const parts = await Promise.all(
    filters.map((filter) => askAll(engine, ["events"], { grain: "month", where: [filter] })),
  );
  const pairs = whole.buckets.map((bucket) => ({
    metric: "events",
    grain: "month" as const,
    bucket,
    expected: whole.figures[0]?.value(bucket, []) ?? null,
    got: parts.reduce((sum, part) => sum + (part?.figures[0]?.value(bucket, []) ?? 0), 0),
    slice: `platform=${value}`,
  }));
  return checkPairs("a filter, its complement and Unknown add up", pairs, (all, sum) => all === sum);
}

/** Standing ARR summed over movements against the spans that pay, at every month's close, basis by basis and slice by slice. */
async function ledgerCloses(engine: Engine): Promise<Checked> {
  const rows = await engine.run(ledgerDifferenceQuery());
  const failures = rows
    .filter((row) => row["off_by"] !== 0)
    .map((row) => ({
      check: "ARR movements add up to what stands",
      metric: row["basis"] === "list" ? "gross_arr" : "net_arr",
      grain: "day",
      period: formatDay(Number(row["first_on"])),
      slice: `currency=${row["currency"]}`,
      expected: 0,
      got: Number(row["off_by"]),
    }));
  return { compared: rows.length, failures };
}

async function rollupsEqualEvents(engine: Engine): Promise<Checked> {
  const names = ["events", "active_users", "mau_28d"];
  const fast = await askAll(engine, names, { grain: "month" });
  const base = await askAll(engine, names, { grain: "month", fromEvents: true });
  if (fast === null || base === null) return nothing;
  const pairs = fast.buckets.flatMap((bucket) =>
    names.map((metric, i) => ({
      metric,
      grain: "month" as const,
      bucket,
      expected: base.figures[i]?.value(bucket, []) ?? null,
      got: fast.figures[i]?.value(bucket, []) ?? null,
    })),
  );
  return checkPairs("rollups equal a recount from the events", pairs, (events, rollup) => events === rollup);
}
