import { type ColumnBatch, setInt64 } from "../../schema/batch.ts";
import { alias } from "../../schema/tables/alias.ts";
import { truthDirt } from "../../schema/tables/truth-dirt.ts";
import { type Company, shardCount, userNumber } from "../company.ts";
import type { Days } from "../days.ts";
import { type DirtyDay, type Fault, faults } from "./dirty-day.ts";
import type { Split } from "./identities.ts";

const batchRows = 16_384;

/** Every row that was spoilt, with what was done to it. */
export interface DirtList {
  /** List what is wrong with a day whose rows have been written, and so have their numbers. */
  day(rows: DirtyDay): void;
  batches(): Generator<ColumnBatch>;
}

interface Listed {
  readonly event: number | null;
  readonly user: number;
  readonly happenedAt: number;
  readonly fault: number;
  readonly isRecoverable: boolean;
}

const listedFaults: readonly string[] = [...faults, "identity_split"];

/** Of these nothing is lost: a copy is dropped, a late row is there in the end. */
const recoverable: ReadonlySet<Fault> = new Set(["duplicate", "conflict", "late"] as const);

/** An empty list of one shard's spoilt rows. */
export function dirtList(company: Company, shard: number, splits: readonly Split[]): DirtList {
  const shards = shardCount(company);
  const told = new Map(splits.map(({ identity, isTold }) => [identity, isTold]));
  const list: Listed[] = [];
  return {
    day(rows) {
      const numbers = rows.columns().dirt?.eventNumber;
      const place = new Map(rows.told().map((row, index) => [row, index]));
      for (const row of rows.all) {
        const at = place.get(row);
        const event = at === undefined ? null : (numbers?.[at] ?? null);
        const { user, happenedAt, fault, identity } = row;
        const known = { event, user: fault === "bot" ? identity : userNumber(user, shard, shards), happenedAt };
        const code = faults.indexOf(fault);
        if (fault !== "none") list.push({ ...known, fault: code, isRecoverable: recoverable.has(fault) });
        const isTold = told.get(identity);
        if (isTold !== undefined) list.push({ ...known, fault: faults.length, isRecoverable: isTold });
      }
    },
    *batches() {
      for (let from = 0; from < list.length; from += batchRows)
        yield batchOf(list.slice(from, from + batchRows), shard);
    },
  };
}

function batchOf(rows: readonly Listed[], shard: number): ColumnBatch {
  const words = (value: (row: Listed) => number): Uint32Array => {
    const into = new Uint32Array(2 * rows.length);
    rows.forEach((row, i) => setInt64(into, i, value(row)));
    return into;
  };
  const valid = Uint8Array.from(rows, ({ event }) => (event === null ? 0 : 1));
  return {
    table: truthDirt,
    rows: rows.length,
    columns: {
      shard: { kind: "int32", values: new Int32Array(rows.length).fill(shard) },
      event_id: { kind: "numbered", prefix: "e", words: words(({ event }) => event ?? 0), valid },
      fault: { kind: "dictionary", codes: Uint8Array.from(rows, ({ fault }) => fault), dictionary: listedFaults },
      user_id: { kind: "numbered", prefix: "u", words: words(({ user }) => user + 1) },
      happened_at: { kind: "int64", words: words(({ happenedAt }) => happenedAt) },
      is_recoverable: { kind: "int32", values: Int32Array.from(rows, ({ isRecoverable }) => (isRecoverable ? 1 : 0)) },
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
