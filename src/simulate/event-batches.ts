import { type ColumnBatch, type ColumnData, setInt64 } from "../schema/batch.ts";
import { civilOf, type Instant, microsPerSecond, microsPerUtcDay } from "../schema/date.ts";
import { event } from "../schema/tables/event.ts";
import { addPeriods, periodStart } from "../schema/period.ts";
import { type Company, shardCount, userNumber } from "./company.ts";
import { type DayRows, type DirtColumns, eventNames } from "./day-log.ts";
import { isDirty } from "./dirt/is-dirty.ts";
import { mix } from "./random.ts";
import { userTypes } from "./truth/segments.ts";

/** Rows of one UTC month, named `2026-01`. */
export interface MonthBatch {
  readonly month: string;
  readonly batch: ColumnBatch;
}

/** Buffers of event columns, filled for one day after the other. */
interface Buffers {
  readonly eventId: Uint32Array;
  readonly sourceSeq: Uint32Array;
  readonly userId: Uint32Array;
  readonly projectId: Uint32Array;
  readonly hasProject: Uint8Array;
  readonly occurredAt: Uint32Array;
  readonly receivedAt: Uint32Array;
  readonly kind: Uint8Array;
  readonly platform: Uint8Array;
  readonly country: Uint8Array;
  readonly userType: Uint8Array;
  readonly none: Uint8Array;
}

/**
 * A function that turns the log of the day that begins at `start` into batches of the event table in time order, one for
 * each UTC month that the day touches. Numbers of events, users and projects are unique over all shards. A batch shares
 * the writer's buffers: it holds until the next one is asked for.
 */
export function eventBatches(company: Company, shard: number): (log: DayRows, start: Instant) => Generator<MonthBatch> {
  const shards = shardCount(company);
  // The last code stands for a value that got lost.
  const missing = isDirty(company.scenario.dirt) ? [null] : [];
  const dictionaries = {
    platform: [...company.scenario.platforms.map(({ name }) => name), ...missing],
    country: [...company.scenario.countries.map(({ code }) => code), ...missing],
    none: [null],
  };
  let buffers = emptyBuffers(0);
  let told = 0;

  function fill(log: DayRows, start: Instant): void {
    const columns = log.columns();
    const order = log.order();
    const into = buffers;
    for (let row = 0; row < order.length; row++) {
      const from = order[row] ?? 0;
      const place = (told + row) * shards + shard + 1;
      const { dirt } = columns;
      const number = dirt === undefined ? place : numberIn(dirt, from, place);
      const project = columns.project[from] ?? 0;
      const platform = columns.platform[from] ?? 0;
      const occurredAt = start + (columns.second[from] ?? 0) * microsPerSecond;
      setNumber(into.eventId, row, number);
      setNumber(into.sourceSeq, row, place);
      const identity = dirt === undefined ? userNumber(columns.user[from] ?? 0, shard, shards) : dirt.identity[from];
      setNumber(into.userId, row, (identity ?? 0) + 1);
      setNumber(into.projectId, row, project === 0 ? 0 : (project - 1) * shards + shard + 1);
      into.hasProject[row] = project === 0 ? 0 : 1;
      setInt64(into.occurredAt, row, occurredAt);
      const delay = dirt === undefined ? delayOf(platform, mix(number)) : (dirt.delay[from] ?? 0);
      setInt64(into.receivedAt, row, occurredAt + delay * microsPerSecond);
      into.kind[row] = columns.kind[from] ?? 0;
      into.platform[row] = platform;
      into.country[row] = columns.country[from] ?? 0;
      into.userType[row] = columns.isNew[from] ?? 0;
    }
    told += order.length;
  }

  function batchOf(from: number, to: number): ColumnBatch {
    const wide = (words: Uint32Array): Uint32Array => words.subarray(2 * from, 2 * to);
    const codes = (values: Uint8Array, dictionary: readonly (string | null)[]): ColumnData => ({
      kind: "dictionary",
      codes: values.subarray(from, to),
      dictionary,
    });
    return {
      table: event,
      rows: to - from,
      columns: {
        event_id: { kind: "numbered", prefix: "e", words: wide(buffers.eventId) },
        user_id: { kind: "numbered", prefix: "u", words: wide(buffers.userId) },
        event_name: codes(buffers.kind, eventNames),
        occurred_at: { kind: "int64", words: wide(buffers.occurredAt) },
        received_at: { kind: "int64", words: wide(buffers.receivedAt) },
        source_seq: { kind: "int64", words: wide(buffers.sourceSeq) },
        platform: codes(buffers.platform, dictionaries.platform),
        country: codes(buffers.country, dictionaries.country),
        user_type: codes(buffers.userType, userTypes),
        project_id: {
          kind: "numbered",
          prefix: "p",
          words: wide(buffers.projectId),
          valid: buffers.hasProject.subarray(from, to),
        },
        properties: codes(buffers.none, dictionaries.none),
      },
    };
  }

  return function* (log, start) {
    const rows = log.rows();
    if (rows > buffers.kind.length) buffers = emptyBuffers(2 * rows);
    fill(log, start);
    const monthEnd = endOfUtcMonth(start);
    const split = firstAtOrAfter(log, (monthEnd - start) / microsPerSecond);
    if (split > 0) yield { month: monthName(start), batch: batchOf(0, split) };
    if (split < rows) yield { month: monthName(monthEnd), batch: batchOf(split, rows) };
  };
}

/** The number of a spoilt row's event: its own place, or that of the row it is a copy of, which comes before it. */
function numberIn({ sameAs, eventNumber }: DirtColumns, row: number, place: number): number {
  const original = sameAs[row] ?? -1;
  const number = original < 0 ? place : (eventNumber[original] ?? place);
  eventNumber[row] = number;
  return number;
}

/** One event of so many of a phone (any platform but the first) is received after 30 to 599 seconds instead of 0 to 3. */
const [delayedOf, leastDelay, mostDelay] = [16, 30, 599];

/** Seconds until the collector has an event. */
function delayOf(platform: number, luck: number): number {
  const isDelayed = platform > 0 && (luck >>> 28) % delayedOf === 0;
  return isDelayed ? leastDelay + ((luck >>> 8) % (mostDelay - leastDelay + 1)) : luck & 3;
}

/** As `setInt64`, for an id, which hardly ever needs the high word. */
function setNumber(words: Uint32Array, row: number, id: number): void {
  if (id > 0xffff_ffff) {
    setInt64(words, row, id);
    return;
  }
  words[2 * row] = id;
  words[2 * row + 1] = 0;
}

/** How many of the day's rows lie before `second`. */
function firstAtOrAfter(log: DayRows, second: number): number {
  const { second: seconds } = log.columns();
  let before = 0;
  for (let row = 0; row < log.rows(); row++) before += (seconds[row] ?? 0) < second ? 1 : 0;
  return before;
}

function endOfUtcMonth(instant: Instant): Instant {
  const day = Math.floor(instant / microsPerUtcDay);
  return addPeriods(periodStart(day, "month", 1), "month", 1) * microsPerUtcDay;
}

function monthName(instant: Instant): string {
  const { year, month } = civilOf(Math.floor(instant / microsPerUtcDay));
  return `${year}-${String(month).padStart(2, "0")}`;
}

function emptyBuffers(rows: number): Buffers {
  return {
    eventId: new Uint32Array(2 * rows),
    sourceSeq: new Uint32Array(2 * rows),
    userId: new Uint32Array(2 * rows),
    projectId: new Uint32Array(2 * rows),
    hasProject: new Uint8Array(rows),
    occurredAt: new Uint32Array(2 * rows),
    receivedAt: new Uint32Array(2 * rows),
    kind: new Uint8Array(rows),
    platform: new Uint8Array(rows),
    country: new Uint8Array(rows),
    userType: new Uint8Array(rows),
    none: new Uint8Array(rows),
  };
}
