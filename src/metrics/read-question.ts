import { type Instant, microsPerHour, parseInstant } from "../schema/date.ts";
import { type WeekStart, weekdays } from "../schema/period.ts";
import { instantOfLocal, localDayOf, startOfDay, type Timezone } from "../schema/timezone.ts";
import { nearestName, UserError } from "../schema/user-error.ts";
import { bucketsIn } from "./buckets.ts";
import { catalogue, metricNamed, onNetBasis } from "./catalogue.ts";
import type { DataState } from "./data-state.ts";
import { checkDimension } from "./dimensions.ts";
import { choosableEvents, type Metric, subjectOf } from "./metric.ts";
import { type Basis, type Grain, grains } from "./grain.ts";
import type { Compare, Question, QuestionText } from "./question.ts";
import { checkMargin, checkPlans, checkTop, readCurrency, readTrialWindow } from "./question-checks.ts";
import { checkGrain, defaultGrain } from "./question-grain.ts";
import { readFilters } from "./question-filters.ts";

/** Most buckets one answer may have; more is a slip of the range, not a question. */
const mostBuckets = 50_000;

/** Reads a timezone by its IANA name; null where there is none of that name. */
export type FindZone = (name: string) => Timezone | null;

/**
 * Check a question as typed and fill in every default from the loaded data. UserError `usage` where it cannot be asked,
 * `nothing_loaded` where there is nothing to ask.
 */
export function readQuestion(text: QuestionText, state: DataState, findZone: FindZone): Question {
  const basis = readBasis(text.basis ?? state.policy?.basis);
  const own = state.ownMetrics ?? [];
  const metrics = readMetrics(text.metrics, { basis, isAsked: text.basis !== undefined, own });
  const zone = text.timezone === undefined ? state.zone : readZone(text.timezone, findZone);
  const weekStart = text.weekStart === undefined ? state.weekStart : readWeekStart(text.weekStart);
  const grain = text.grain === undefined ? defaultGrain(metrics) : readGrain(text.grain);
  for (const metric of metrics) {
    checkGrain(metric, grain);
    checkMargin(metric, state);
  }
  const range = readRange(text, metrics, { state, zone });
  checkHours(metrics, grain, range);
  if (bucketsIn({ ...range, zone, weekStart }, grain).length > mostBuckets) {
    throw new UserError(
      "usage",
      `That range has more than ${mostBuckets} buckets.`,
      "Ask for a shorter range or a coarser --grain.",
    );
  }
  const everyMetric = [...catalogue, ...own];
  const by = readGroups(text.by ?? [], metrics, everyMetric);
  const where = readFilters(text.where ?? []);
  for (const { dimension } of where) for (const metric of metrics) checkDimension(metric, dimension, everyMetric);
  const top = readTop(text.top, by);
  checkTop(top, by, metrics);
  const compare = text.compare === undefined ? null : readCompare(text.compare, zone);
  checkPlans([...by, ...where.map(({ dimension }) => dimension)], metrics, state);
  return {
    metrics,
    ...range,
    grain,
    by,
    where,
    event: readEvents(text.event ?? [], metrics),
    top,
    compare,
    basis,
    ...readCurrency(text.currency, metrics),
    ...readTrialWindow(text.window, metrics),
    zone,
    weekStart,
  };
}

interface BasisOptions {
  readonly basis: Basis;
  /** Whether the question names the basis; else the policy does, and what is list or net by its name stays so. */
  readonly isAsked: boolean;
  /** Metrics that the workspace adds to the catalogue. */
  readonly own: readonly Metric[];
}

function readMetrics(names: readonly string[], { basis, isAsked, own }: BasisOptions): readonly Metric[] {
  if (names.length === 0) {
    throw new UserError(
      "usage",
      "No metric was named.",
      'Name at least one, e.g. "mau"; "tidemark metrics" lists them.',
    );
  }
  return [...new Set(names)].map((name) => {
    const metric = metricNamed(name, own);
    if (metric.basis === null || metric.basis === basis) return metric;
    const isByName = metric.measure.kind === "standing_arr" || basis === "list";
    if (!isAsked && isByName) return metric;
    if (isByName) {
      const other =
        metric.name === "gross_arr" ? "net_arr" : metric.name === "net_arr" ? "gross_arr" : name.replace(/_net$/, "");
      throw new UserError("usage", `"${name}" is ${metric.basis} by its name, not ${basis}.`, `Ask for "${other}".`);
    }
    return { ...onNetBasis(metric, name), title: metric.title };
  });
}

function readBasis(text: string | undefined): Basis {
  if (text === undefined || text === "list") return "list";
  if (text === "net") return "net";
  throw new UserError("usage", `"${text}" is no price basis.`, "Use --basis list (before discounts) or --basis net.");
}

function readGrain(text: string): Grain {
  const grain = grains.find((candidate) => candidate === text);
  if (grain !== undefined) return grain;
  throw new UserError("usage", `"${text}" is no grain.`, `Use one of ${grains.join(", ")}.`);
}

function readZone(name: string, findZone: FindZone): Timezone {
  const zone = findZone(name);
  if (zone !== null) return zone;
  throw new UserError("usage", `"${name}" is no timezone.`, "Use an IANA name such as Europe/Berlin or UTC.");
}

/** The weekday called `text` as a number; UserError `usage` where there is none. */
export function readWeekStart(text: string): WeekStart {
  const index = weekdays.findIndex((weekday) => weekday === text.toLowerCase());
  if (index >= 0) return (index + 1) as WeekStart;
  throw new UserError("usage", `"${text}" is no weekday.`, `Use one of ${weekdays.join(", ")}.`);
}

interface RangeOptions {
  readonly state: DataState;
  readonly zone: Timezone;
}

function readRange(
  text: QuestionText,
  metrics: readonly Metric[],
  options: RangeOptions,
): { readonly from: Instant; readonly to: Instant } {
  const data = dataRange(metrics, options);
  const from = text.from === undefined ? data.from : readMoment(text.from, options.zone);
  const to = text.to === undefined ? data.to : readMoment(text.to, options.zone);
  if (from < to) return { from, to };
  const given = `${text.from ?? "the first day of the data"} to ${text.to ?? "the last day of the data"}`;
  throw new UserError(
    "usage",
    `The range ${given} is empty or runs backwards.`,
    "--to is exclusive and must lie after --from.",
  );
}

/** Longest range whose trailing windows are counted hour by hour. */
const mostTrailingHours = 31 * 24;

function checkHours(
  metrics: readonly Metric[],
  grain: Grain,
  { from, to }: { readonly from: Instant; readonly to: Instant },
): void {
  const trailing = metrics.find(({ measure }) => measure.kind === "trailing_users");
  if (trailing === undefined || grain !== "hour" || to - from <= mostTrailingHours * microsPerHour) return;
  throw new UserError(
    "usage",
    `"${trailing.name}" by hour is counted over 31 days at most.`,
    "Ask for a shorter range, or by day.",
  );
}

/** From the first to the last local day of what the metrics are about; the watermark's day included. */
function dataRange(
  metrics: readonly Metric[],
  { state, zone }: RangeOptions,
): { readonly from: Instant; readonly to: Instant } {
  const subjects = [...new Set(metrics.map(subjectOf))];
  const days = subjects.map((subject) => {
    const table = subject === "activity" ? "events" : "subscriptions";
    const range = state.days[table];
    if (range === null) {
      throw new UserError(
        "nothing_loaded",
        `No ${table} are loaded.`,
        `Import them with "tidemark import ${table}" and run "tidemark load".`,
      );
    }
    const through = state.completeBefore[table];
    return { first: range.first, last: through === null ? range.last : localDayOf(state.zone, through - 1) };
  });
  const first = Math.min(...days.map((range) => range.first));
  const last = Math.max(first, ...days.map((range) => range.last));
  // The workspace's days as instants; in another timezone they begin and end within days, which then count whole.
  const [start, end] = [startOfDay(state.zone, first), startOfDay(state.zone, last + 1)];
  return { from: startOfDay(zone, localDayOf(zone, start)), to: startOfDay(zone, localDayOf(zone, end - 1) + 1) };
}

/** The instant that `2026-01-31`, `2026-01` or an ISO instant names in `zone`. UserError `usage` where it is none. */
export function readMoment(text: string, zone: Timezone): Instant {
  const parsed = parseInstant(/^\d{4}-\d{2}$/.test(text) ? `${text}-01` : text);
  if (parsed === null) {
    throw new UserError(
      "usage",
      `"${text}" is no date.`,
      "Use 2026-01-31, 2026-01 or an instant such as 2026-01-31T13:00:00Z.",
    );
  }
  return parsed.offsetSeconds === null
    ? instantOfLocal(zone, parsed.localMicros)
    : parsed.localMicros - parsed.offsetSeconds * 1_000_000;
}

function readGroups(
  names: readonly string[],
  metrics: readonly Metric[],
  everyMetric: readonly Metric[],
): readonly string[] {
  for (const dimension of names) for (const metric of metrics) checkDimension(metric, dimension, everyMetric);
  if (new Set(names).size === names.length) return names;
  throw new UserError("usage", `A dimension stands twice in ${names.join(", ")}.`, "Name each once.");
}

function readTop(text: string | undefined, by: readonly string[]): number | null {
  if (text === undefined) return null;
  const top = Number(text);
  if (!/^\d+$/.test(text) || top < 1 || top > 1_000) {
    throw new UserError("usage", `"${text}" is no number of groups.`, "--top takes a whole number from 1 to 1000.");
  }
  if (by.length !== 1)
    throw new UserError("usage", "--top needs exactly one --by.", "For example --by country --top 5.");
  return top;
}

function readCompare(text: string, zone: Timezone): Compare {
  if (text === "previous" || text === "previous_year") return { kind: text };
  const [from, to, ...rest] = text.split("..");
  if (from === undefined || to === undefined || rest.length > 0) {
    const near = nearestName(text, ["previous", "previous_year"]);
    const hint = near === null ? "Use previous, previous_year or FROM..TO." : `Did you mean "${near}"?`;
    throw new UserError("usage", `"${text}" names nothing to compare with.`, hint);
  }
  const range = { from: readMoment(from, zone), to: readMoment(to, zone) };
  if (range.from < range.to) return { kind: "range", ...range };
  throw new UserError(
    "usage",
    `The range ${text} is empty or runs backwards.`,
    "Its end is exclusive and must lie after its start.",
  );
}

function readEvents(names: readonly string[], metrics: readonly Metric[]): readonly string[] {
  if (names.length === 0) return names;
  for (const { name, measure } of metrics) {
    if (choosableEvents(measure) === null) {
      throw new UserError(
        "usage",
        `--event does not change "${name}".`,
        'Ask for "events" or "active_users" with --event.',
      );
    }
  }
  return names.includes("*") ? ["*"] : [...new Set(names)];
}
