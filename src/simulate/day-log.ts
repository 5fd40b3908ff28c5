import { timeSort } from "./counting-sort.ts";

/** The kinds of events; an event's kind is kept as its index. */
export const eventNames = ["editor_opened", "project_created", "project_exported"] as const;
/** Index of `editor_opened`. */
export const opened = 0;
/** Index of `project_created`. */
export const created = 1;
/** Index of `project_exported`. */
export const exported = 2;

/** What happened on one local day, column by column, in the order in which it was told. */
export interface DayColumns {
  /** Seconds since the local day began. */
  readonly second: Int32Array;
  /** Local number of the user. */
  readonly user: Int32Array;
  /** Number of the project within its shard, from 1; 0 where the event has none. */
  readonly project: Uint32Array;
  readonly kind: Uint8Array;
  readonly platform: Uint8Array;
  readonly country: Uint8Array;
  /** 1 where the day is the user's first active one. */
  readonly isNew: Uint8Array;
  /** What is wrong with the rows; missing where nothing is. */
  readonly dirt?: DirtColumns;
}

/** What spoilt rows have beside. */
export interface DirtColumns {
  /** Number of the id, over all shards and from 0, that the row is told under. */
  readonly identity: Float64Array;
  /** Seconds until it is received. */
  readonly delay: Int32Array;
  /** The row whose event id it bears, −1 for its own. */
  readonly sameAs: Int32Array;
  /** The number of the event id that each row was told under, once it is told. */
  readonly eventNumber: Float64Array;
}

/** The rows of a day, to be written. */
export interface DayRows {
  rows(): number;
  /** The columns; they hold until the next event is added. */
  columns(): DayColumns;
  /** The rows in time order; those of one second in the order in which they were told. */
  order(): Int32Array;
}

/** What all events of one session share. */
export interface Session {
  readonly user: number;
  readonly platform: number;
  readonly country: number;
  readonly isNew: number;
}

/** Seconds between two sessions of a user, at least. */
const betweenSessions = 60;

/** The log of one day: written session by session, read in time order, then cleared for the next day. */
export interface DayLog extends DayRows {
  /** From here on it is about another user. */
  startUser(): void;
  /** A session begins at `second`, or a minute after the user's last event where that is later. */
  begin(session: Session, second: number): void;
  /** Add an event `gap` seconds after the one before it in its session. */
  add(kind: number, project: number, gap: number): void;
  /** Second of the last event. */
  clock(): number;
  /** The user's events are told; those that would outlast the day are all moved to earlier hours. By how many seconds. */
  endUser(daySeconds: number): number;
  clear(): void;
}

/** An empty log. */
export function dayLog(): DayLog {
  let columns = emptyColumns(4_096);
  let ordered = new Int32Array(4_096);
  let [rows, first, clock] = [0, 0, 0];
  let session: Session = { user: 0, platform: 0, country: 0, isNew: 0 };
  const sort = timeSort();
  return {
    rows: () => rows,
    columns: () => columns,
    startUser() {
      first = rows;
      clock = -betweenSessions;
    },
    begin(next, second) {
      session = next;
      clock = Math.max(second, clock + betweenSessions);
    },
    add(kind, project, gap) {
      if (rows === columns.second.length) columns = twiceAsLong(columns);
      clock += gap;
      columns.second[rows] = clock;
      columns.user[rows] = session.user;
      columns.project[rows] = project;
      columns.kind[rows] = kind;
      columns.platform[rows] = session.platform;
      columns.country[rows] = session.country;
      columns.isNew[rows] = session.isNew;
      rows++;
    },
    clock: () => clock,
    endUser(daySeconds) {
      const late = Math.max(0, clock - (daySeconds - 1));
      for (let row = first; late > 0 && row < rows; row++) {
        columns.second[row] = Math.max(0, (columns.second[row] ?? 0) - late);
      }
      return late;
    },
    order() {
      if (ordered.length < rows) ordered = new Int32Array(columns.second.length);
      sort(columns.second.subarray(0, rows), ordered);
      return ordered.subarray(0, rows);
    },
    clear() {
      rows = 0;
    },
  };
}

function emptyColumns(capacity: number): DayColumns {
  return {
    second: new Int32Array(capacity),
    user: new Int32Array(capacity),
    project: new Uint32Array(capacity),
    kind: new Uint8Array(capacity),
    platform: new Uint8Array(capacity),
    country: new Uint8Array(capacity),
    isNew: new Uint8Array(capacity),
  };
}

function twiceAsLong(columns: DayColumns): DayColumns {
  const longer = emptyColumns(2 * columns.second.length);
  longer.second.set(columns.second);
  longer.user.set(columns.user);
  longer.project.set(columns.project);
  longer.kind.set(columns.kind);
  longer.platform.set(columns.platform);
  longer.country.set(columns.country);
  longer.isNew.set(columns.isNew);
  return longer;
}
