import { type Encoded, encodeParquet, type Encoding } from "../lake/encode.ts";
import { temporaryPath } from "../lake/store/temporary.ts";
import type { ColumnBatch } from "../schema/batch.ts";
import type { Table } from "../schema/table.ts";
import { alias } from "../schema/tables/alias.ts";
import { event } from "../schema/tables/event.ts";
import { subscription } from "../schema/tables/subscription.ts";
import { truthAnswer } from "../schema/tables/truth-answer.ts";
import { truthDirt } from "../schema/tables/truth-dirt.ts";
import { truthCause } from "../schema/tables/truth-cause.ts";
import { truthPerson } from "../schema/tables/truth-person.ts";
import { truthResidual } from "../schema/tables/truth-residual.ts";
import { truth } from "../schema/tables/truth.ts";
import type { Company } from "../simulate/company.ts";
import { isDirty } from "../simulate/dirt/is-dirty.ts";
import { simulateShard } from "../simulate/shard.ts";

/** Which shard is written, where to and how; plain data, so that it travels to another process. */
export interface ShardTask {
  readonly company: Company;
  readonly shard: number;
  /** Names the shard's files in the lake. */
  readonly batchId: string;
  /** A folder for files on their way into the lake. */
  readonly scratchDir: string;
  readonly encoding: Encoding;
}

/** A finished Parquet file of a shard and the name it is to have in the lake. */
export interface ShardFile {
  readonly table:
    | "event"
    | "subscription"
    | "truth"
    | "alias"
    | "truth_dirt"
    | "truth_residual"
    | "truth_person"
    | "truth_cause"
    | "truth_answer";
  readonly name: string;
  readonly localPath: string;
  readonly encoded: Encoded;
}

/** The tables a simulation writes shard by shard. */
export const shardTables = {
  event,
  subscription,
  truth,
  alias,
  truth_dirt: truthDirt,
  truth_residual: truthResidual,
  truth_person: truthPerson,
  truth_cause: truthCause,
  truth_answer: truthAnswer,
} as const satisfies Readonly<Record<ShardFile["table"], Table>>;

/** Simulate one shard into Parquet files in the scratch folder: one a month of events, one each of the rest. */
export async function writeShard(task: ShardTask, onFile: (file: ShardFile) => void): Promise<readonly ShardFile[]> {
  const { company, shard, batchId, scratchDir, encoding } = task;
  const part = `${batchId}-${String(shard).padStart(4, "0")}.parquet`;
  const files: ShardFile[] = [];
  const write = async (table: ShardFile["table"], folder: string, batches: Iterable<ColumnBatch>): Promise<void> => {
    const localPath = await temporaryPath(scratchDir);
    const encoded = await encodeParquet({ table: shardTables[table], batches, path: localPath, encoding });
    const file = { table, name: `${folder}/${part}`, localPath, encoded };
    files.push(file);
    onFile(file);
  };
  const run = simulateShard(company, shard);
  for (const { month, batches } of run.events()) await write("event", `event/month=${month}`, batches);
  await write("subscription", "subscription", run.subscriptions());
  await write("truth", "truth", run.truth());
  if (company.truth === "full") {
    await write("truth_person", "truth/person", run.people());
    if (shard === 0) await write("truth_cause", "truth/cause", run.causes());
    await write("truth_answer", "truth/answer", run.answers());
  }
  if (!isDirty(company.scenario.dirt)) return files;
  await write("alias", "alias", run.aliases());
  await write("truth_dirt", "truth/dirt", run.dirt());
  await write("truth_residual", "truth/residual", run.residual());
  return files;
}
