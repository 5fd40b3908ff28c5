import type { Lake, LakeFile } from "../../lake/lake.ts";
import { formatInstant, microsPerUtcDay } from "../../schema/date.ts";
import { event } from "../../schema/tables/event.ts";
import type { OffsetChange } from "../../schema/timezone.ts";
import type { Chunk } from "./chunk.ts";
import { countedEvents } from "./event-files.ts";
import type { GenerationRecord } from "./generation-file.ts";
import type { Session } from "./session.ts";

/** A lake file of which every row counts and is told of whom it says, so that a server may take it as it stands. */
export interface StandingFile {
  /** Its path in the lake. */
  readonly path: string;
  readonly sha256: string;
  readonly rows: number;
  /** The offset changes of the instants in it, by which local days differ from UTC days. */
  readonly offsets: readonly OffsetChange[];
  /** A local copy, whose SHA-256 is checked in this call. */
  readonly localPath: () => Promise<string>;
}

/** The events of a generation, a chunk for each of the lake's files. */
export interface EventExport {
  chunks(): Promise<readonly Chunk[]>;
  standing(chunk: Chunk): Promise<StandingFile | null>;
  /** Select of the chunk's rows, without its number. */
  rows(chunk: Chunk): Promise<string>;
}

/** What events are read from beside the generation's session. */
export interface EventExportOptions {
  readonly lake: Lake;
  readonly record: GenerationRecord;
}

/** Look up how a generation reads the lake's event files; each is verified before its rows leave. */
export async function openEventExport(session: Session, { lake, record }: EventExportOptions): Promise<EventExport> {
  const files = (await lake.snapshot()).files.filter(({ table }) => table === "event");
  const reading = await eventReading(session);
  const fileOf = ({ key }: Chunk): LakeFile => {
    const file = files.find(({ path }) => path === key);
    if (file === undefined) throw new Error(`${key} left the lake while it was being copied`);
    return file;
  };
  return {
    chunks: () => eventChunks(session, { record, files, reading }),
    async standing(chunk) {
      const file = fileOf(chunk);
      if (reading.aliases || chunk.rows < file.rows) return null;
      const { path, sha256, rows } = file;
      const offsets = await offsetsIn(session, file);
      return { path, sha256, rows, offsets, localPath: () => lake.localPath(file) };
    },
    async rows(chunk) {
      const file = fileOf(chunk);
      const [row] = await session.query({
        sql: "select file_key from lake_file where path = $1",
        parameters: [file.path],
      });
      const local = { ...file, key: Number(row?.["file_key"]), path: await lake.localPath(file) };
      const dropped = chunk.rows < file.rows ? "event_drop" : null;
      const columns = [...Object.keys(event.columns), "event_date"].map((name) => `"${name}"`).join(", ");
      return `select ${columns} from (${countedEvents([local], { ...reading, dropped })})`;
    },
  };
}

/** How this generation reads lake files, and a text that differs where it reads them differently. */
interface EventReading {
  readonly offsets: "joined" | [];
  readonly aliases: boolean;
  readonly fingerprint: string;
}

async function eventReading(session: Session): Promise<EventReading> {
  const [row] = await session.query({
    sql: `select
      (select count(*) from timezone_offset where offset_seconds <> 0) as offsets,
      (select count(*) from person_alias) as aliases,
      (select cast(sum(hash(from_instant, offset_seconds)) as varchar) from timezone_offset) as zone,
      (select cast(sum(hash(alias_id, user_id)) as varchar) from person_alias) as people`,
    parameters: [],
  });
  return {
    offsets: Number(row?.["offsets"]) > 0 ? "joined" : [],
    aliases: Number(row?.["aliases"]) > 0,
    fingerprint: `${row?.["zone"]} ${row?.["people"]}`,
  };
}

interface EventContext {
  readonly record: GenerationRecord;
  readonly files: readonly LakeFile[];
  readonly reading: EventReading;
}

async function eventChunks(session: Session, { record, files, reading }: EventContext): Promise<readonly Chunk[]> {
  const dropped = new Map(
    (
      await session.query({
        sql: `select f.path, count(*) as n, cast(sum(hash(d.file_row)) as varchar) as hash
          from event_drop d join lake_file f on f.file_key = d.file_key group by f.path`,
        parameters: [],
      })
    ).map((row) => [String(row["path"]), { rows: Number(row["n"]), hash: String(row["hash"]) }]),
  );
  const held = new Set(record.files.map(({ path }) => path));
  return files
    .filter(({ path }) => held.has(path))
    .map(({ path, rows, sha256, minInstant, maxInstant }) => ({
      table: "event",
      months: monthsBetween(minInstant, maxInstant),
      key: path,
      rows: rows - (dropped.get(path)?.rows ?? 0),
      fingerprint: `${sha256} ${dropped.get(path)?.hash ?? 0} ${reading.fingerprint}`,
    }));
}

function monthsBetween(first: number | null, last: number | null): readonly string[] {
  if (first === null || last === null) return [];
  const months = new Set<string>();
  for (let day = first; day < last; day += 28 * microsPerUtcDay) months.add(formatInstant(day).slice(0, 7));
  return [...months.add(formatInstant(last).slice(0, 7))];
}

/** The offsets in force between the first and the last instant of a file. */
async function offsetsIn(session: Session, { minInstant, maxInstant }: LakeFile): Promise<readonly OffsetChange[]> {
  const rows = await session.query({
    sql: `select from_instant, offset_seconds from timezone_offset
      where from_instant <= make_timestamp(cast($1 as bigint)) and to_instant > make_timestamp(cast($2 as bigint)) order by from_instant`,
    parameters: [maxInstant ?? 0, minInstant ?? 0],
  });
  return rows.map((row) => ({
    fromInstant: Number(row["from_instant"]),
    offsetSeconds: Number(row["offset_seconds"]),
  }));
}
