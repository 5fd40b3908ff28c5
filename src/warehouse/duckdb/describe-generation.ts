import type { Snapshot } from "../../lake/lake.ts";
import type { Instant } from "../../schema/date.ts";
import type { DayRange, WarehouseSettings } from "../warehouse.ts";
import type { GenerationRecord } from "./generation-file.ts";
import { settingsText } from "./plan-load.ts";
import type { ResultRow } from "../warehouse.ts";
import type { Session } from "./session.ts";

/** The record of the generation that stands in `session`, without the hash of its file. */
export async function describeGeneration(
  session: Session,
  options: { readonly number: number; readonly snapshot: Snapshot; readonly settings: WarehouseSettings },
): Promise<Omit<GenerationRecord, "databaseSha256">> {
  const { number, snapshot, settings } = options;
  const rows = (sql: string) => session.query({ sql, parameters: [] });
  const one = async (sql: string): Promise<ResultRow> => (await rows(sql))[0] ?? {};
  const texts = async (sql: string) => (await rows(sql)).map((row) => String(row["name"]));
  const files = snapshot.files.filter(({ table }) => table === "event" || table === "subscription");
  return {
    format: 1,
    number,
    lakeVersion: snapshot.version,
    timezone: settings.timezone.name,
    timezoneVersion: settings.timezone.version,
    weekStart: settings.calendar.weekStart,
    settings: settingsText(settings),
    dataThrough: watermarks(snapshot),
    days: {
      events: dayRange(await one("select min(event_date) as first, max(event_date) as last from user_day")),
      subscriptions: dayRange(
        await one(`select min(d) as first, max(d) as last from (
          select cast(valid_from as date) as d from subscription union all select moved_on from arr_movement)`),
      ),
    },
    hasDefaultActivity: Number((await one("select count(first_active_at) as n from person"))["n"]) > 0,
    currencies: await texts("select distinct currency as name from subscription order by 1"),
    eventNames: await texts("select distinct event_name as name from user_day order by 1"),
    files: files.map(({ path, table, sha256, commit }) => ({ path, table, sha256, commit })),
  };
}

/**
 * Until when data are complete: what imports declared, else the last event; subscriptions follow the events' watermark
 * where nothing is declared, and the commit's own time where there are no events either.
 */
function watermarks(snapshot: Snapshot): GenerationRecord["dataThrough"] {
  const present = (table: string) => snapshot.files.filter((file) => file.table === table);
  const latest = (instants: readonly (Instant | null)[]) => {
    const known = instants.filter((instant) => instant !== null);
    return known.length === 0 ? null : Math.max(...known);
  };
  const declared = new Map(snapshot.commits.map(({ number, through }) => [number, through]));
  const events = latest(present("event").map(({ commit, maxInstant }) => declared.get(commit)?.events ?? maxInstant));
  const subscriptionFiles = present("subscription");
  if (subscriptionFiles.length === 0) return { events, subscriptions: null };
  const commits = new Set(subscriptionFiles.map(({ commit }) => commit));
  const publishing = snapshot.commits.filter(({ number }) => commits.has(number));
  const subscriptions =
    latest(publishing.map(({ through }) => through.subscriptions)) ??
    events ??
    latest(publishing.map(({ committedAt }) => committedAt));
  return { events, subscriptions };
}

function dayRange(row: ResultRow): DayRange | null {
  const [first, last] = [row["first"], row["last"]];
  return typeof first === "number" && typeof last === "number" ? { first, last } : null;
}
