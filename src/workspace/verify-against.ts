import { UserError } from "../schema/user-error.ts";
import { readWarehouseAddress } from "../warehouse/address.ts";
import type { Reader, ResultRow } from "../warehouse/warehouse.ts";
import { stateOf } from "./ask.ts";
import { comparedQuestions, type ComparedQuestion } from "./compared-questions.ts";
import type { Workspace } from "./open.ts";
import type { EngineDifference, OnProgress, VerifyAgainstReport } from "./types.ts";

/** How `verifyAgainst` goes about it. */
export interface VerifyAgainstOptions {
  readonly onProgress?: OnProgress;
  /** Compare these metrics alone. */
  readonly only?: readonly string[];
}

/**
 * Ask every metric of this workspace's warehouse and of another one, and compare the rows: grain by grain, breakdown by
 * breakdown. UserErrors: `usage` where the address cannot be
 * read, `config` where the other holds another state of the lake.
 */
export async function verifyAgainst(
  ws: Workspace,
  address: string,
  { onProgress, only }: VerifyAgainstOptions = {},
): Promise<VerifyAgainstReport> {
  const other = await ws.warehouseAt(readWarehouseAddress(address));
  try {
    return await ws.readers.use(async (reader) => {
      const there = await other.open();
      checkSameData(reader, there, other.location);
      if (there === null) throw new Error("A warehouse without a generation was compared");
      await other.checkFiles();
      // Asked as the server is asked: it keeps no segments.
      const { generation } = reader;
      const metrics = comparedQuestions(stateOf(ws, { generation })).filter(
        ({ metric }) => only?.includes(metric) ?? true,
      );
      const compared: VerifyAgainstReport["metrics"][number][] = [];
      for (const [i, { metric, questions }] of metrics.entries()) {
        onProgress?.({ stage: `comparing with ${other.location}`, done: i, total: metrics.length, unit: "metrics" });
        compared.push({ metric, ...(await compareMetric(questions, { here: reader, there })) });
      }
      await there.close();
      return { warehouse: other.location, metrics: compared };
    });
  } finally {
    await other.close();
  }
}

function checkSameData(here: Reader, there: Reader | null, location: string): void {
  if (there?.generation.lakeVersion === here.generation.lakeVersion && sameDays(here, there)) return;
  throw new UserError(
    "config",
    there === null
      ? `Nothing is loaded into ${location} yet.`
      : `${location} was loaded from another state of the lake, or with other settings.`,
    'Run "tidemark load" and "tidemark load --warehouse …" first.',
  );
}

function sameDays(here: Reader, there: Reader): boolean {
  const settings = ({ timezone, timezoneVersion, weekStart }: Reader["generation"]) =>
    JSON.stringify([timezone, timezoneVersion, weekStart]);
  return settings(here.generation) === settings(there.generation);
}

interface Sides {
  readonly here: Reader;
  readonly there: Reader;
}

async function compareMetric(
  questions: readonly ComparedQuestion[],
  { here, there }: Sides,
): Promise<Omit<VerifyAgainstReport["metrics"][number], "metric">> {
  let rows = 0;
  let difference: EngineDifference | null = null;
  for (const { question, query } of questions) {
    const [ours, theirs] = [inOrder(await here.run(query)), inOrder(await there.run(query))];
    rows += ours.length;
    difference ??= firstDifference(question, ours, theirs);
  }
  return { questions: questions.length, rows, difference };
}

/** Rows as texts in an order of their own: engines may order equal periods as they like. */
function inOrder(rows: readonly ResultRow[]): readonly string[] {
  return rows
    .map((row) => JSON.stringify(Object.fromEntries(Object.entries(row).toSorted(([a], [b]) => (a < b ? -1 : 1)))))
    .toSorted();
}

function firstDifference(
  question: string,
  ours: readonly string[],
  theirs: readonly string[],
): EngineDifference | null {
  const [known, wanted] = [new Set(ours), new Set(theirs)];
  const here = ours.find((row) => !wanted.has(row)) ?? null;
  const there = theirs.find((row) => !known.has(row)) ?? null;
  if (here === null && there === null && ours.length === theirs.length) return null;
  return { question, here, there };
}
