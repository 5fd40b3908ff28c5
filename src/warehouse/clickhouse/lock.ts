import { randomUUID } from "node:crypto";
import type { EventEmitter } from "node:events";
import { hostname } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { UserError } from "../../schema/user-error.ts";
import type { Http } from "./http.ts";

/** How often a loader says that it is alive, and after how long a silence it counts as gone. */
const signEveryMs = 60_000;
const goneAfterSeconds = 600;

/** How often who came first looks whether the others have left, and how long it waits between two looks. */
const looks = 20;
const lookAgainMs = 250;

/** Where a loader's signs of life stand. */
export interface LockPlace {
  readonly database: string;
  readonly shown: string;
}

/**
 * Become the one loader of a database, or UserError `conflict` naming the other's process and host. ClickHouse has no
 * locks: loaders leave rows with their names and the earliest one that is alive goes first. Returns what releases it.
 */
export async function takeLock(http: Http, { database, shown }: LockPlace): Promise<() => Promise<void>> {
  const table = `"${database}"."tidemark_loader"`;
  const run = (sql: string, parameters: readonly (string | number)[] = []) => http.execute({ sql, parameters });
  await run(`create table if not exists ${table} (
  "owner" String, "host" String, "pid" Int64, "seen_at" DateTime64(3, 'UTC')
) engine = MergeTree order by ("owner")`);
  const owner = randomUUID();
  const sign = () =>
    run(`insert into ${table} select {p1:String}, {p2:String}, cast({p3:String} as Int64), now64(3)`, [
      owner,
      hostname(),
      process.pid,
    ]);
  const leave = (who: string) => run(`alter table ${table} delete where "owner" = {p1:String}`, [who]);
  const endWork = beginWork(owner);
  try {
    await sign();
    await waitForTurn(http, { table, owner, leave }, shown);
  } catch (error) {
    endWork();
    throw error;
  }
  const beat = setInterval(() => void sign().catch(() => {}), signEveryMs);
  beat.unref();
  return async () => {
    clearInterval(beat);
    endWork();
    await leave(owner);
  };
}

/** Wait until no other loader is there; UserError `conflict` where one came first, or does not leave. */
async function waitForTurn(http: Http, lock: LockTable, shown: string): Promise<void> {
  for (let look = 1; ; look++) {
    const others = await othersAlive(http, lock);
    const [other] = others;
    if (other === undefined) return;
    // Nobody goes on while another one is there: the row of one that came first may have shown too late for the other to
    // see it. Who came later leaves; who came first waits for that.
    if (look === looks || others.some(({ cameFirst }) => cameFirst)) {
      await lock.leave(lock.owner);
      throw new UserError(
        "conflict",
        `Another load is writing to ${shown}: process ${other.pid} on ${other.host}.`,
        `Wait for it to end. One that died on another machine is forgotten after ${goneAfterSeconds / 60} minutes.`,
      );
    }
    await sleep(lookAgainMs);
  }
}

interface LockTable {
  readonly table: string;
  readonly owner: string;
  readonly leave: (who: string) => Promise<void>;
}

/** The other loaders that are alive, the earliest first; the rows of those that are gone are removed. */
async function othersAlive(http: Http, { table, owner, leave }: LockTable): Promise<readonly OtherLoader[]> {
  const alive: OtherLoader[] = [];
  for (const other of await othersOf(http, table, owner)) {
    const isHere = other.host === hostname();
    const isGone = other.silentSeconds > goneAfterSeconds || (isHere && !isAtWork(other));
    if (isGone) await leave(other.owner);
    else alive.push(other);
  }
  return alive;
}

interface OtherLoader {
  readonly owner: string;
  readonly host: string;
  readonly pid: number;
  readonly silentSeconds: number;
  readonly cameFirst: boolean;
}

async function othersOf(http: Http, table: string, owner: string): Promise<readonly OtherLoader[]> {
  const rows = await http.query({
    sql: `select "owner", any("host") as "host", any("pid") as "pid",
  cast(dateDiff('second', max("seen_at"), now64(3)) as Int64) as "silent", toUnixTimestamp64Milli(min("seen_at")) as "came"
from ${table} group by "owner" order by "came", "owner"`,
    parameters: [],
  });
  const own = rows.findIndex((row) => row["owner"] === owner);
  return rows.flatMap((row, i) =>
    i === own
      ? []
      : {
          owner: String(row["owner"]),
          host: String(row["host"]),
          pid: Number(row["pid"]),
          silentSeconds: Number(row["silent"]),
          cameFirst: i < own,
        },
  );
}

/** Whether a loader of this host is still at it: its process runs and, where that is this one, the load has not ended. */
function isAtWork({ owner, pid }: OtherLoader): boolean {
  return pid === process.pid ? (process as EventEmitter).listenerCount(workOf(owner)) > 0 : isRunning(pid);
}

/**
 * Note in this process, for every copy of this module, that `owner` is loading: a row of this process's own may also be of
 * an earlier load, which lost the line and could not take it back. Returns what ends it.
 */
function beginWork(owner: string): () => void {
  const note = (): void => {};
  (process as EventEmitter).on(workOf(owner), note);
  return () => void (process as EventEmitter).off(workOf(owner), note);
}

function workOf(owner: string): string {
  return `tidemark load ${owner}`;
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
