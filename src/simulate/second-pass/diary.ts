/** One event as the second pass keeps it. */
export interface DiaryEntry {
  readonly user: number;
  /** Index of the local day. */
  readonly day: number;
  /** Seconds since the company's first day began. */
  readonly second: number;
  readonly kind: number;
  /** The segments it lies in, as bits. */
  readonly segments: number;
}

/** One user's events in the order in which their source told them; the columns are equally long. */
export interface UserHistory {
  readonly user: number;
  readonly day: Int32Array;
  readonly second: Int32Array;
  readonly kind: Uint8Array;
  readonly segments: Int32Array;
}

/** All events of a shard, told in order of time, to be read user by user: 17 bytes an event, twice that while it is read. */
export interface Diary {
  add(entry: DiaryEntry): void;
  /** The history of everybody who has one. */
  histories(): Generator<UserHistory>;
}

interface Columns {
  readonly user: Int32Array;
  readonly day: Int32Array;
  readonly second: Int32Array;
  readonly kind: Uint8Array;
  readonly segments: Int32Array;
}

/** An empty diary of `users` users. */
export function diary(users: number): Diary {
  let columns = emptyColumns(4_096);
  let rows = 0;
  return {
    add({ user, day, second, kind, segments }) {
      if (rows === columns.user.length) columns = twiceAsLong(columns);
      columns.user[rows] = user;
      columns.day[rows] = day;
      columns.second[rows] = second;
      columns.kind[rows] = kind;
      columns.segments[rows] = segments;
      rows++;
    },
    *histories() {
      const ends = endsByUser(columns.user.subarray(0, rows), users);
      const sorted = emptyColumns(rows);
      for (let row = rows - 1; row >= 0; row--) {
        const user = columns.user[row] ?? 0;
        const place = (ends[user] ?? 0) - 1;
        ends[user] = place;
        sorted.day[place] = columns.day[row] ?? 0;
        sorted.second[place] = columns.second[row] ?? 0;
        sorted.kind[place] = columns.kind[row] ?? 0;
        sorted.segments[place] = columns.segments[row] ?? 0;
      }
      // Every end was counted down to its user's first row.
      for (let user = 0; user < users; user++) {
        const [from, to] = [ends[user] ?? 0, user + 1 < users ? (ends[user + 1] ?? rows) : rows];
        if (from === to) continue;
        yield {
          user,
          day: sorted.day.subarray(from, to),
          second: sorted.second.subarray(from, to),
          kind: sorted.kind.subarray(from, to),
          segments: sorted.segments.subarray(from, to),
        };
      }
    },
  };
}

/** The segments in which a history has an event, as bits. */
export function segmentsSeen({ segments }: UserHistory): number {
  let seen = 0;
  for (const mask of segments) seen |= mask;
  return seen;
}

/** The events of a history that lie in one segment; segment 0 is the whole. */
export function within(history: UserHistory, segment: number): UserHistory {
  if (segment === 0) return history;
  const { user, day, second, kind, segments } = history;
  let rows = 0;
  for (const mask of segments) rows += (mask >>> segment) & 1;
  if (rows === segments.length) return history;
  const found = { ...emptyColumns(rows), user };
  let row = 0;
  for (let event = 0; event < segments.length; event++) {
    if ((((segments[event] ?? 0) >>> segment) & 1) === 0) continue;
    found.day[row] = day[event] ?? 0;
    found.second[row] = second[event] ?? 0;
    found.kind[row] = kind[event] ?? 0;
    found.segments[row] = segments[event] ?? 0;
    row++;
  }
  return found;
}

/** Where each user's rows end once all are sorted by user. */
function endsByUser(owners: Int32Array, users: number): Int32Array {
  const ends = new Int32Array(users);
  for (const user of owners) ends[user] = (ends[user] ?? 0) + 1;
  for (let user = 1; user < users; user++) ends[user] = (ends[user] ?? 0) + (ends[user - 1] ?? 0);
  return ends;
}

function emptyColumns(length: number): Columns {
  return {
    user: new Int32Array(length),
    day: new Int32Array(length),
    second: new Int32Array(length),
    kind: new Uint8Array(length),
    segments: new Int32Array(length),
  };
}

function twiceAsLong(old: Columns): Columns {
  const columns = emptyColumns(2 * old.user.length);
  columns.user.set(old.user);
  columns.day.set(old.day);
  columns.second.set(old.second);
  columns.kind.set(old.kind);
  columns.segments.set(old.segments);
  return columns;
}
