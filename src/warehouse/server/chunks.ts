import { randomInt } from "node:crypto";
import type { Chunk } from "../duckdb/chunk.ts";

/** A chunk as a server holds it, under the number that its rows carry. */
export interface HeldChunk extends Omit<Chunk, "months"> {
  readonly chunk: number;
}

/** A chunk that is to be sent, under the number that its rows will carry. */
export interface NewChunk extends Chunk {
  readonly chunk: number;
}

/** What a server has to take in to hold `wanted`, and what of it stands there already. */
export interface ChunkDifference {
  readonly kept: readonly HeldChunk[];
  readonly missing: readonly NewChunk[];
}

const greatestNumber = 281_474_976_710_655;

/**
 * Compare what a server holds with what it should. Chunks with equal rows are kept; the others get new numbers, drawn by
 * lot so that rows which a killed load left behind can never be taken for them.
 */
export function compareChunks(wanted: readonly Chunk[], held: readonly HeldChunk[]): ChunkDifference {
  const known = new Map(held.map((chunk) => [identity(chunk), chunk]));
  const kept: HeldChunk[] = [];
  const missing: NewChunk[] = [];
  for (const chunk of wanted) {
    const same = known.get(identity(chunk));
    if (same === undefined) missing.push({ ...chunk, chunk: randomInt(1, greatestNumber) });
    else kept.push(same);
  }
  return { kept, missing };
}

function identity({ table, key, fingerprint, rows }: Omit<Chunk, "months">): string {
  return JSON.stringify([table, key, fingerprint, rows]);
}
