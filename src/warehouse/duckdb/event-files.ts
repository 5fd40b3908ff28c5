import { formatInstant, type Instant } from "../../schema/date.ts";
import { event } from "../../schema/tables/event.ts";
import { subscription } from "../../schema/tables/subscription.ts";
import type { OffsetChange } from "../../schema/timezone.ts";

/** A lake file that stands verified on this machine; `key` is its number in the warehouse's `lake_file` table. */
export interface LocalFile {
  readonly key: number;
  readonly path: string;
  readonly rows: number;
  /** First and last instant of its rows in µs; null where it has none. */
  readonly minInstant: Instant | null;
  readonly maxInstant: Instant | null;
}

/** SQL text literal of `text`. Only for what DuckDB cannot take as a parameter: paths inside a view. */
export function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

const eventColumns = Object.keys(event.columns).map((name) => `"${name}"`);
const subscriptionColumns = Object.keys(subscription.columns).map((name) => `"${name}"`);

/** Select of every row of event files, duplicates included, with `file_key` and `file_row` that identify the row. */
export function allEvents(files: readonly LocalFile[]): string {
  const columns = eventColumns.map((name) => `r.${name}`).join(", ");
  if (files.length === 0)
    return `select ${emptyColumns(event.columns)}, 0 as file_key, cast(0 as bigint) as file_row where false`;
  const keys = files.map(({ key, path }) => `(${key}, ${literal(path)})`).join(", ");
  return `select ${columns}, k.file_key, r.file_row_number as file_row
from read_parquet([${files.map(({ path }) => literal(path)).join(", ")}], filename = true, file_row_number = true) r
join (values ${keys}) k(file_key, path) on k.path = r.filename`;
}

/** How `countedEvents` reads. */
export interface CountedEventsOptions {
  /** Table that names the rows to leave out; null where there are none, for the comparison costs a join. */
  readonly dropped: "event_drop" | "new_event_to_skip" | null;
  /**
   * How local days differ from UTC days: the offset changes of the instants that are read, none where they are the same;
   * `joined` looks each event up in `timezone_offset`, for readers that know no bounds.
   */
  readonly offsets: readonly OffsetChange[] | "joined";
  /** Whether `person_alias` says of anybody that they are somebody else. */
  readonly aliases: boolean;
  /** Only events of these instants, half-open. */
  readonly within?: { readonly from: Instant; readonly to: Instant };
  /** Only events of the users that this temporary table names. */
  readonly users?: "departed_user";
  /** Only events of the local days that this temporary table names. */
  readonly days?: "touched_day";
}

/** `source`, a relation with a `user_id`, with the users that `person_alias` names in the place of their aliases. */
function known(source: string): string {
  return `(select r.* replace (coalesce(p.user_id, r.user_id) as user_id)
from ${source} r left join person_alias p on p.alias_id = r.user_id)`;
}

/** Select of the events that count: every row of the files without the dropped ones, with its local day. */
export function countedEvents(files: readonly LocalFile[], options: CountedEventsOptions): string {
  const { dropped, offsets, aliases, within, users, days } = options;
  if (files.length === 0) return `select ${emptyColumns(event.columns)}, cast(null as date) as event_date where false`;
  const rows = dropped
    ? `(select a.* from (${allEvents(files)}) a anti join ${dropped} d on d.file_key = a.file_key and d.file_row = a.file_row)`
    : `read_parquet([${files.map(({ path }) => literal(path)).join(", ")}])`;
  const source = aliases ? known(rows) : rows;
  const columns = eventColumns.map((name) => `e.${name}`).join(", ");
  const conditions = [
    ...(within === undefined
      ? []
      : [`e.occurred_at >= ${instant(within.from)} and e.occurred_at < ${instant(within.to)}`]),
    ...(users === undefined ? [] : [`e.user_id in (select user_id from ${users})`]),
  ];
  const where = conditions.length === 0 ? "" : `\nwhere ${conditions.join(" and ")}`;
  const counted =
    offsets === "joined"
      ? `select ${columns}, cast(e.occurred_at + to_seconds(z.offset_seconds) as date) as event_date
from ${source} e asof join timezone_offset z on e.occurred_at >= z.from_instant${where}`
      : `select ${columns}, ${localDay(offsets)} as event_date from ${source} e${where}`;
  return days === undefined
    ? counted
    : `select * from (${counted}) where event_date in (select event_date from ${days} where event_date is not null)`;
}

/** The local day of an event: as many cases as there are offsets, of which a month has two at most as a rule. */
function localDay(changes: readonly OffsetChange[]): string {
  const local = ({ offsetSeconds }: OffsetChange) => `cast(e.occurred_at + to_seconds(${offsetSeconds}) as date)`;
  const [first, ...later] = changes;
  if (first === undefined) return "cast(e.occurred_at as date)";
  if (later.length === 0) return local(first);
  const cases = later
    .toReversed()
    .map((change) => `when e.occurred_at >= ${instant(change.fromInstant)} then ${local(change)}`);
  return `case ${cases.join(" ")} else ${local(first)} end`;
}

function instant(micros: Instant): string {
  return `timestamp '${formatInstant(micros).replace("T", " ").replace("Z", "")}'`;
}

/** Select of every row of subscription files, of the users that `person_alias` names. */
export function allSubscriptions(files: readonly LocalFile[]): string {
  if (files.length === 0) return `select ${emptyColumns(subscription.columns)} where false`;
  const rows = `read_parquet([${files.map(({ path }) => literal(path)).join(", ")}])`;
  return `select ${subscriptionColumns.join(", ")} from ${known(rows)}`;
}

const engineTypes = {
  text: "varchar",
  integer: "integer",
  bigint: "bigint",
  date: "date",
  timestamp: "timestamp",
} as const;

function emptyColumns(columns: Readonly<Record<string, { readonly type: keyof typeof engineTypes }>>): string {
  return Object.entries(columns)
    .map(([name, { type }]) => `cast(null as ${engineTypes[type]}) as "${name}"`)
    .join(", ");
}
