import type { z } from "zod";
import { UserError } from "../../schema/user-error.ts";
import { type Fragment, name, sql, value } from "../../sql/fragment.ts";
import { print } from "../../sql/print.ts";
import { generationRecord } from "../duckdb/generation-file.ts";
import type { HeldChunk } from "./chunks.ts";
import type { Loader, Server } from "./server.ts";

/** What `tidemark_generation.record` holds: the generation as DuckDB described it, under the server's own number. */
const serverRecord = generationRecord.omit({ databaseSha256: true, files: true });

export type ServerRecord = z.infer<typeof serverRecord>;

type Asking = Pick<Loader, "query">;

/** A table of Tidemark's on the server, under its full name. */
export function onServer({ schema }: Pick<Server, "schema">, table: string): Fragment {
  return sql`${name(schema)}.${name(table)}`;
}

/** The newest published generation; null where there is none, or no table yet that could name one. */
export async function readNewest(asking: Asking, server: Server): Promise<ServerRecord | null> {
  const query = sql`select "record" from ${onServer(server, "tidemark_generation")} order by "generation" desc limit 1`;
  const [row] = await asking.query(print(query, server.dialect));
  if (row === undefined) return null;
  const parsed = serverRecord.safeParse(JSON.parse(String(row["record"])));
  if (parsed.success) return parsed.data;
  throw new UserError(
    "config",
    `The warehouse ${server.location} was loaded by another version of Tidemark.`,
    "Use that version, or remove its tables and load again.",
  );
}

/** The numbers of every generation that is still told. */
export async function generationNumbers(asking: Asking, server: Server): Promise<readonly number[]> {
  const query = sql`select "generation" from ${onServer(server, "tidemark_generation")} order by "generation"`;
  return (await asking.query(print(query, server.dialect))).map((row) => Number(row["generation"]));
}

/** The chunks of generation `number`. */
export async function readChunks(asking: Asking, server: Server, number: number): Promise<readonly HeldChunk[]> {
  const query = sql`select "table_name", "chunk_key", "fingerprint", "chunk", "rows"
from ${onServer(server, "tidemark_chunk")}
where "generation" = ${value(number, "bigint")}`;
  return (await asking.query(print(query, server.dialect))).map((row) => ({
    table: String(row["table_name"]),
    key: String(row["chunk_key"]),
    fingerprint: String(row["fingerprint"]),
    chunk: Number(row["chunk"]),
    rows: Number(row["rows"]),
  }));
}

/** The numbers that a list of chunks stands under, those of loads that were killed before they could publish it too. */
export async function listedNumbers(asking: Asking, server: Server): Promise<readonly number[]> {
  const query = sql`select distinct "generation" from ${onServer(server, "tidemark_chunk")} order by "generation"`;
  return (await asking.query(print(query, server.dialect))).map((row) => Number(row["generation"]));
}

/** A chunk that no generation needs any more. */
export interface DeadChunk {
  readonly table: string;
  readonly chunk: number;
}

/** Chunks that only generations before `oldest` name. */
export async function deadChunks(asking: Asking, server: Server, oldest: number): Promise<readonly DeadChunk[]> {
  const chunks = onServer(server, "tidemark_chunk");
  const bound = value(oldest, "bigint");
  const query = sql`select distinct "table_name", "chunk" from ${chunks}
where "generation" < ${bound} and "chunk" not in (select "chunk" from ${chunks} where "generation" >= ${bound})
order by "chunk"`;
  const rows = await asking.query(print(query, server.dialect));
  return rows.map((row) => ({ table: String(row["table_name"]), chunk: Number(row["chunk"]) }));
}

/** How many rows of each chunk lie in a table, whether a generation names it or not. */
export async function countedChunks(
  asking: Asking,
  server: Server,
  table: string,
): Promise<ReadonlyMap<number, number>> {
  const query = sql`select "chunk", count(*) as "n" from ${onServer(server, table)} group by "chunk" order by "chunk"`;
  const rows = await asking.query(print(query, server.dialect));
  return new Map(rows.map((row) => [Number(row["chunk"]), Number(row["n"])]));
}
