import type { Lake } from "../../lake/lake.ts";
import type { Span } from "../../sql/fragment.ts";
import { countedEvents, type LocalFile } from "./event-files.ts";
import type { GenerationRecord } from "./generation-file.ts";
import type { Session } from "./session.ts";

/** The view `event` over the lake files that questions of a session have needed so far, each verified when it is fetched. */
export interface EventView {
  /** Have the view hold at least every event of `instants`; null stands for all there are. */
  include(instants: Span | null): Promise<void>;
}

type BuiltFile = GenerationRecord["files"][number];

/** Of a file that is only to be read whole, nobody asks what it spans. */
const unknownRange = { rows: 0, minInstant: null, maxInstant: null };

/** The view of the generation that `record` describes. Nothing is fetched before a question needs it. */
export function openEventView(session: Session, record: GenerationRecord, openLake: () => Promise<Lake>): EventView {
  const included = new Map<string, LocalFile>();
  let columns: Promise<ViewOptions> | null = null;
  let isMade = false;
  const include = async (instants: Span | null): Promise<void> => {
    const { keys, ...options } = await (columns ??= viewOptions(session));
    // What this generation was built from, be it replaced by a compaction since: its objects are still there.
    const built = record.files.filter(({ path }) => keys.has(path));
    const missing = built.filter((file) => !included.has(file.path) && mayHold(file, instants));
    if (isMade && missing.length === 0) return;
    const paths = await (await openLake()).localPaths(missing);
    for (const [i, path] of paths.entries()) {
      const file = missing[i]?.path ?? "";
      included.set(file, { ...unknownRange, key: keys.get(file) ?? 0, path });
    }
    // A question under way was planned on the smaller view, which held all of its own.
    await session.execute(`create or replace temp view event as ${countedEvents([...included.values()], options)}`);
    isMade = true;
  };
  let last: Promise<void> = Promise.resolve();
  return {
    include(instants) {
      last = last.catch(() => {}).then(() => include(instants));
      return last;
    },
  };
}

/** Whether an event of `instants` may lie in a file; files of older generations do not say what they span. */
function mayHold({ minInstant, maxInstant }: BuiltFile, instants: Span | null): boolean {
  if (instants === null || minInstant === undefined || maxInstant === undefined) return true;
  return minInstant !== null && maxInstant !== null && minInstant < instants.to && maxInstant >= instants.from;
}

interface ViewOptions {
  /** The numbers of event files by their paths. */
  readonly keys: ReadonlyMap<string, number>;
  readonly aliases: boolean;
  readonly dropped: "event_drop" | null;
  readonly offsets: "joined" | [];
}

async function viewOptions(session: Session): Promise<ViewOptions> {
  const files = await session.query({
    sql: "select file_key, path from lake_file where table_name = 'event'",
    parameters: [],
  });
  const [found] = await session.query({
    sql: `select (select count(*) from event_drop) as drops, (select count(*) from person_alias) as aliases,
      (select count(*) from timezone_offset where offset_seconds <> 0) as offsets`,
    parameters: [],
  });
  const isAny = (column: string) => Number(found?.[column] ?? 0) > 0;
  return {
    keys: new Map(files.map((row) => [String(row["path"]), Number(row["file_key"])])),
    aliases: isAny("aliases"),
    dropped: isAny("drops") ? "event_drop" : null,
    offsets: isAny("offsets") ? "joined" : [],
  };
}
