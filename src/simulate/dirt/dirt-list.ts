import { type ColumnBatch, setInt64 } from "../../schema/batch.ts";
import { alias } from "../../schema/tables/alias.ts";
import { truthDirt } from "../../schema/tables/truth-dirt.ts";
import { type Company, shardCount, userNumber } from "../company.ts";
import type { Days } from "../days.ts";
import { type DirtyDay, type Fault, faults } from "./dirty-day.ts";
import type { Split } from "./identities.ts";

const batchRows = 16_384;

/** Every row that was spoilt, with what was done to it: 30 bytes each. */
export interface DirtList {
  /** List what is wrong with a day whose rows have been written, and so have their numbers. */
  day(rows: DirtyDay): void;
  batches(): Generator<ColumnBatch>;
}

interface Listed {
  /** The event's number, null where the row could not be told. */
  readonly event: number | null;
  readonly user: number;
  readonly happenedAt: number;
  /** Index into `listedFaults`. */
  readonly fault: number;
  readonly isRecoverable: boolean;
}

const listedFaults: readonly string[] = [...faults, "identity_split"];
const [none, bot] = [faults.indexOf("none"), faults.indexOf("bot")];

/** Of these nothing is lost: a copy is dropped, a late row is there in the end. */
const recoverable: ReadonlySet<string> = new Set<Fault>(["duplicate", "conflict", "late"]);

/** An empty list of one shard's spoilt rows. */
export function dirtList(company: Company, shard: number, splits: readonly Split[]): DirtList {
  const shards = shardCount(company);
  const told = new Map(splits.map(({ identity, isTold }) => [identity, isTold]));
  const full: Sheet[] = [];
  let sheet = emptySheet();
  const list = (row: Listed): void => {
    if (sheet.rows === batchRows) {
      full.push(sheet);
      sheet = emptySheet();
    }
    write(sheet, row);
  };
  return {
    day(rows) {
      const numbers = rows.columns().dirt?.eventNumber;
      const places = rows.places();
      const all = rows.all();
      for (let row = 0; row < places.length; row++) {
        const place = places[row] ?? -1;
        const event = place < 0 ? null : (numbers?.[place] ?? null);
        const [fault, identity, happenedAt] = [all.fault[row] ?? 0, all.identity[row] ?? 0, all.happenedAt[row] ?? 0];
        const isTold = told.get(identity);
        if (fault === none && isTold === undefined) continue;
        const user = fault === bot ? identity : userNumber(all.user[row] ?? 0, shard, shards);
        const known = { event, user, happenedAt };
        if (fault !== none) list({ ...known, fault, isRecoverable: recoverable.has(listedFaults[fault] ?? "") });
        if (isTold !== undefined) list({ ...known, fault: faults.length, isRecoverable: isTold });
      }
    },
    *batches() {
      for (const one of [...full, sheet]) if (one.rows > 0) yield batchOf(one, shard);
    },
  };
}

/** Listed rows as they go into a batch. */
interface Sheet {
  rows: number;
  readonly event: Uint32Array;
  readonly isTold: Uint8Array;
  readonly user: Uint32Array;
  readonly happenedAt: Uint32Array;
  readonly fault: Uint8Array;
  readonly isRecoverable: Int32Array;
}

function emptySheet(): Sheet {
  return {
    rows: 0,
    event: new Uint32Array(2 * batchRows),
    isTold: new Uint8Array(batchRows),
    user: new Uint32Array(2 * batchRows),
    happenedAt: new Uint32Array(2 * batchRows),
    fault: new Uint8Array(batchRows),
    isRecoverable: new Int32Array(batchRows),
  };
}

function write(sheet: Sheet, { event, user, happenedAt, fault, isRecoverable }: Listed): void {
  const row = sheet.rows++;
  setInt64(sheet.event, row, event ?? 0);
  sheet.isTold[row] = event === null ? 0 : 1;
  setInt64(sheet.user, row, user + 1);
  setInt64(sheet.happenedAt, row, happenedAt);
  sheet.fault[row] = fault;
  sheet.isRecoverable[row] = isRecoverable ? 1 : 0;
}

function batchOf({ rows, event, isTold, user, happenedAt, fault, isRecoverable }: Sheet, shard: number): ColumnBatch {
  return {
    table: truthDirt,
    rows,
    columns: {
      shard: { kind: "int32", values: new Int32Array(rows).fill(shard) },
      event_id: { kind: "numbered", prefix: "e", words: event, valid: isTold },
      fault: { kind: "dictionary", codes: fault, dictionary: listedFaults },
      user_id: { kind: "numbered", prefix: "u", words: user },
      happened_at: { kind: "int64", words: happenedAt },
      is_recoverable: { kind: "int32", values: isRecoverable },
    },
  };
}

/** The aliases that are told: who acts under a second id is somebody known, from the day on which they are recognised. */
export function* aliasBatches(
  company: Company,
  shard: number,
  { splits, days }: { readonly splits: readonly Split[]; readonly days: Days },
): Generator<ColumnBatch> {
  const known = splits.filter(({ isTold, until }) => isTold && until < days.count);
  if (known.length === 0) return;
  const words = (value: (split: Split) => number): Uint32Array => {
    const into = new Uint32Array(2 * known.length);
    known.forEach((split, i) => setInt64(into, i, value(split)));
    return into;
  };
  const own = ({ user }: Split): number => userNumber(user, shard, shardCount(company)) + 1;
  yield {
    table: alias,
    rows: known.length,
    columns: {
      alias_id: { kind: "numbered", prefix: "u", words: words(({ identity }) => identity + 1) },
      user_id: { kind: "numbered", prefix: "u", words: words(own) },
      received_at: { kind: "int64", words: words(({ until }) => days.starts[until] ?? 0) },
    },
  };
}
