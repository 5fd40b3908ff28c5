import type { Snapshot } from "../../lake/lake.ts";
import { type Instant, parseDay } from "../../schema/date.ts";
import type { DayRange, WarehouseSettings } from "../warehouse.ts";
import type { GenerationRecord } from "./generation-file.ts";
import { loadedTables, settingsText } from "./plan-load.ts";
import type { ResultRow } from "../warehouse.ts";
import type { Session } from "./session.ts";

/** First and last local day on which something is told of a subscription. */
const subscriptionDays = `select min(d) as first, max(d) as last from (
  select cast(valid_from + to_seconds(offset_seconds) as date) as d
  from subscription asof join timezone_offset on valid_from >= from_instant
  union all select moved_on from arr_movement)`;

/** The record of the generation that stands in `session`, without the hash of its file. */
export async function describeGeneration(
  session: Session,
  options: { readonly number: number; readonly snapshot: Snapshot; readonly settings: WarehouseSettings },
): Promise<Omit<GenerationRecord, "databaseSha256">> {
  const { number, snapshot, settings } = options;
  const rows = (sql: string) => session.query({ sql, parameters: [] });
  const one = async (sql: string): Promise<ResultRow> => (await rows(sql))[0] ?? {};
  const texts = async (sql: string) => (await rows(sql)).map((row) => String(row["name"]));
  const files = snapshot.files.filter(({ table }) => loadedTables.includes(table));
  const hasSubscriptions = files.some(({ table }) => table === "subscription");
  return {
    format: 1,
    number,
    lakeVersion: snapshot.version,
    timezone: settings.timezone.name,
    timezoneVersion: settings.timezone.version,
    weekStart: settings.calendar.weekStart,
    settings: settingsText(settings),
    ...watermarks(snapshot),
    days: {
      events: dayRange(await one("select min(event_date) as first, max(event_date) as last from user_day")),
      subscriptions: withinSimulation(snapshot, hasSubscriptions ? dayRange(await one(subscriptionDays)) : null),
    },
    hasDefaultActivity: Number((await one("select count(first_active_at) as n from person"))["n"]) > 0,
    currencies: hasSubscriptions ? await texts("select distinct currency as name from subscription order by 1") : [],
    eventNames: await texts(
      "select event_name as name from event_kind where event_name in (select event_name from day_cube) order by 1",
    ),
    restatements: 0,
    eventKinds: await texts("select event_name as name from event_kind order by event_key"),
    files: files.map(({ path, table, sha256, commit, minInstant, maxInstant }) => ({
      path,
      table,
      sha256,
      commit,
      minInstant,
      maxInstant,
    })),
  };
}

/**
 * Until when data are complete: what imports declared, else the last event; subscriptions follow the events' watermark
 * where nothing is declared, and the commit's own time where there are no events either. A declared instant is the first
 * that is not covered; a last event is itself covered.
 */
function watermarks({ commits, files }: Snapshot): Pick<GenerationRecord, "dataThrough" | "completeBefore"> {
  const exactly = (through: Instant | null): Watermark | null =>
    through === null ? null : { through, before: through };
  const declaring = new Set(commits.filter(({ through }) => through.events !== null).map(({ number }) => number));
  // An import that brought no row still says until when there was none.
  const events = latest([
    ...commits.map(({ through }) => exactly(through.events)),
    ...files
      .filter(({ table, commit }) => table === "event" && !declaring.has(commit))
      .map(({ maxInstant }) => (maxInstant === null ? null : { through: maxInstant, before: maxInstant + 1 })),
  ]);
  const publishing = new Set(files.filter(({ table }) => table === "subscription").map(({ commit }) => commit));
  const declared = latest(commits.map(({ through }) => exactly(through.subscriptions)));
  const committed = commits
    .filter(({ number }) => publishing.has(number))
    .map(({ committedAt }) => exactly(committedAt));
  const subscriptions = publishing.size === 0 ? declared : (declared ?? events ?? latest(committed));
  return {
    dataThrough: { events: events?.through ?? null, subscriptions: subscriptions?.through ?? null },
    completeBefore: { events: events?.before ?? null, subscriptions: subscriptions?.before ?? null },
  };
}

interface Watermark {
  readonly through: Instant;
  readonly before: Instant;
}

function latest(marks: readonly (Watermark | null)[]): Watermark | null {
  return marks.reduce(
    (best, mark) => (mark !== null && (best === null || mark.before > best.before) ? mark : best),
    null,
  );
}

/**
 * The days of a simulated company begin with the simulation: customers who were there already bring versions from before
 * it, but those who had left by then are not told, so that earlier figures would be too small.
 */
function withinSimulation({ commits }: Snapshot, days: DayRange | null): DayRange | null {
  const from = commits.find(({ operation }) => operation === "simulate")?.details["from"];
  const first = typeof from === "string" ? parseDay(from) : null;
  return days === null || first === null
    ? days
    : { first: Math.max(days.first, first), last: Math.max(days.last, first) };
}

function dayRange(row: ResultRow): DayRange | null {
  const [first, last] = [row["first"], row["last"]];
  return typeof first === "number" && typeof last === "number" ? { first, last } : null;
}
