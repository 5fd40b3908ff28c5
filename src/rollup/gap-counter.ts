import type { Day } from "../schema/date.ts";

/** Rows of `user_day`, column by column; the arrays may be longer than `rows`. */
export interface ActiveRows {
  readonly rows: number;
  readonly days: Int32Array;
  readonly users: Int32Array;
  /** Which activities the row is about: bit i for activity i. */
  readonly activities: Int32Array;
  /** Number of the segment's value, from 0. */
  readonly values: Int32Array;
  /** The rows' numbers in the order of their days, where it is known already. */
  readonly order?: Int32Array;
}

/** Cells of the histogram, column by column; `users` counts who came that day after that gap (0: for the first time). */
export interface GapCells {
  readonly rows: number;
  readonly activities: Int32Array<ArrayBuffer>;
  readonly values: Int32Array<ArrayBuffer>;
  readonly days: Int32Array<ArrayBuffer>;
  readonly gaps: Int32Array<ArrayBuffer>;
  readonly users: Int32Array<ArrayBuffer>;
}

/** Counts how long users had been away, in one pass over their days in order. */
export interface GapCounter {
  /** Remember that a user was active inside a value on a day before all that are added. */
  remember(user: number, value: number, seen: { readonly activity: number; readonly day: Day }): void;
  /** Count rows; every day of theirs lies after the days of the rows added before. Within them any order will do. */
  add(rows: ActiveRows): void;
  /** What was counted. */
  cells(): GapCells;
}

const never = -0x8000_0000;

/**
 * A counter of `activities` kinds of activity. It keeps one last day per user, value and activity: about eight bytes and
 * four more for each activity, and no row.
 */
export function createGapCounter(activities: number): GapCounter {
  const seen = createLastSeen(activities);
  const day = createDayCounts(activities);
  return {
    remember(user, value, { activity, day: on }) {
      const place = seen.place(user, value) + activity;
      if ((seen.last[place] ?? never) < on) seen.last[place] = on;
    },
    add({ rows, days, users, activities: bits, values, order = inDayOrder(days, rows) }) {
      let current = never;
      for (let i = 0; i < rows; i++) {
        const row = order[i] ?? 0;
        const on = days[row] ?? 0;
        if (on !== current) day.close(current);
        current = on;
        const value = values[row] ?? 0;
        const place = seen.place(users[row] ?? 0, value);
        const did = bits[row] ?? 0;
        for (let activity = 0; activity < activities; activity++) {
          if ((did & (1 << activity)) === 0) continue;
          const before = seen.last[place + activity] ?? never;
          if (before === on) continue;
          seen.last[place + activity] = on;
          day.count(value * activities + activity, before === never ? 0 : on - before);
        }
      }
      day.close(current);
    },
    cells: () => day.cells(),
  };
}

/** Entries there is room for at first; a counter of a handful of users should cost nothing. */
const smallest = 1 << 10;

/** The last days of every user and value: `place` is where those of one begin, an activity each. */
function createLastSeen(activities: number) {
  let heads = new Int32Array(smallest).fill(-1);
  let nexts = new Int32Array(smallest);
  let values = new Int32Array(smallest);
  let entries = 0;
  const seen = {
    last: new Int32Array(activities * smallest).fill(never),
    place(user: number, value: number): number {
      if (user >= heads.length) heads = grown(heads, user + 1, -1);
      let entry = heads[user] ?? -1;
      while (entry >= 0 && values[entry] !== value) entry = nexts[entry] ?? -1;
      if (entry >= 0) return entry * activities;
      if (entries === values.length) {
        values = grown(values, entries + 1, 0);
        nexts = grown(nexts, entries + 1, 0);
        seen.last = grown(seen.last, values.length * activities, never);
      }
      values[entries] = value;
      nexts[entries] = heads[user] ?? -1;
      heads[user] = entries;
      return entries++ * activities;
    },
  };
  return seen;
}

/** Gaps up to here are counted in arrays; the few beyond it by number. */
const commonGaps = 512;

/** Closed cells that are kept together. */
const blockCells = 1 << 12;

/** The counts of one day, which become cells when it is closed. */
function createDayCounts(activities: number) {
  let common = new Int32Array(commonGaps * 8);
  const touched: number[] = [];
  const rare = new Map<number, number>();
  // Cell after cell: segment, day, gap, users. In blocks, so that nothing is copied when there are more.
  const closed: Int32Array[] = [];
  let block = new Int32Array(0);
  let at = 0;

  function push(segment: number, on: Day, { gap, users }: { readonly gap: number; readonly users: number }): void {
    if (at === block.length) {
      block = new Int32Array(blockCells * 4);
      closed.push(block);
      at = 0;
    }
    block[at] = segment;
    block[at + 1] = on;
    block[at + 2] = gap;
    block[at + 3] = users;
    at += 4;
  }

  return {
    count(segment: number, gap: number): void {
      if (gap >= commonGaps) {
        const key = gap * 0x100_0000 + segment;
        rare.set(key, (rare.get(key) ?? 0) + 1);
        return;
      }
      const place = segment * commonGaps + gap;
      if (place >= common.length) common = grown(common, place + 1, 0);
      const users = common[place] ?? 0;
      if (users === 0) touched.push(place);
      common[place] = users + 1;
    },
    close(on: Day): void {
      for (const place of touched) {
        const users = common[place] ?? 0;
        push(Math.floor(place / commonGaps), on, { gap: place % commonGaps, users });
        common[place] = 0;
      }
      touched.length = 0;
      for (const [key, users] of rare) push(key % 0x100_0000, on, { gap: Math.floor(key / 0x100_0000), users });
      rare.clear();
    },
    cells(): GapCells {
      return unpack(
        closed.map((one) => (one === block ? one.subarray(0, at) : one)),
        activities,
      );
    },
  };
}

/** Cells that were closed day by day, as columns: activity by activity, in each value by value, in each day by day. */
function unpack(closed: readonly Int32Array[], activities: number): GapCells {
  // Segments are numbered value by value, in each activity by activity.
  const counts: number[] = [];
  for (const block of closed) {
    for (let at = 0; at < block.length; at += 4) {
      const segment = block[at] ?? 0;
      counts[segment] = (counts[segment] ?? 0) + 1;
    }
  }
  const values = Math.ceil(counts.length / activities);
  const places: number[] = [];
  let rows = 0;
  for (let activity = 0; activity < activities; activity++) {
    for (let value = 0; value < values; value++) {
      const segment = value * activities + activity;
      places[segment] = rows;
      rows += counts[segment] ?? 0;
    }
  }
  const column = () => new Int32Array(rows);
  const cells = { rows, activities: column(), values: column(), days: column(), gaps: column(), users: column() };
  for (const block of closed) {
    for (let at = 0; at < block.length; at += 4) {
      const segment = block[at] ?? 0;
      const row = places[segment] ?? 0;
      places[segment] = row + 1;
      cells.activities[row] = segment % activities;
      cells.values[row] = Math.floor(segment / activities);
      cells.days[row] = block[at + 1] ?? 0;
      cells.gaps[row] = block[at + 2] ?? 0;
      cells.users[row] = block[at + 3] ?? 0;
    }
  }
  return cells;
}

/** The rows by their day; rows of one day in the order they came in. */
export function inDayOrder(days: Int32Array, rows: number): Int32Array {
  let [first, last] = [Infinity, -Infinity];
  for (let row = 0; row < rows; row++) {
    const day = days[row] ?? 0;
    if (day < first) first = day;
    if (day > last) last = day;
  }
  const order = new Int32Array(rows);
  if (rows === 0) return order;
  const starts = new Int32Array(last - first + 2);
  for (let row = 0; row < rows; row++)
    starts[(days[row] ?? 0) - first + 1] = (starts[(days[row] ?? 0) - first + 1] ?? 0) + 1;
  for (let day = 1; day < starts.length; day++) starts[day] = (starts[day] ?? 0) + (starts[day - 1] ?? 0);
  for (let row = 0; row < rows; row++) {
    const day = (days[row] ?? 0) - first;
    const place = starts[day] ?? 0;
    starts[day] = place + 1;
    order[place] = row;
  }
  return order;
}

function grown(array: Int32Array<ArrayBuffer>, atLeast: number, filler: number): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(Math.max(atLeast, array.length * 2));
  larger.set(array);
  if (filler !== 0) larger.fill(filler, array.length);
  return larger;
}
