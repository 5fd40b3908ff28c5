import { column, defineTable, type Table } from "../../schema/table.ts";
import { event } from "../../schema/tables/event.ts";
import { storedTables } from "../duckdb/stored-tables.ts";

/** Which load put a row there; a generation is a list of such numbers. */
const chunk = column("bigint", { meaning: "The chunk that the row came with; tidemark_chunk says which count." });

/** They say how a DuckDB warehouse read the lake; on a server, nothing asks for them. */
const bookkeeping = ["event_drop", "lake_file"];

/** The events that count, duplicates left out and aliases followed, with the local day. */
const countedEvent = defineTable({
  ...event,
  key: ["event_id"],
  columns: { ...event.columns, event_date: column("date", { meaning: "Local day of the workspace." }) },
});

/** The tables that questions are asked of, as they are without the chunk. */
export const askedTables: readonly Table[] = [
  ...storedTables.filter((table) => !bookkeeping.includes(table.name)),
  countedEvent,
];

/** The same as a server stores them: every row with the number of its chunk. */
export const servedTables: readonly Table[] = askedTables.map((table) => ({
  ...table,
  columns: { ...table.columns, chunk },
}));

/** One row per published generation, written last: what has none here is not there for anybody. */
export const generationTable = defineTable({
  name: "tidemark_generation",
  meaning: "What was published, and when.",
  key: ["generation"],
  columns: {
    generation: column("bigint", { meaning: "Its number; the greatest is the newest." }),
    record: column("text", { unit: "JSON", meaning: "What the generation holds and what it was built from." }),
  },
});

/** Which chunks of which table make up a generation. */
export const chunkTable = defineTable({
  name: "tidemark_chunk",
  meaning: "One chunk of one table as it stands in a generation.",
  key: ["generation", "chunk"],
  columns: {
    generation: column("bigint", { meaning: "tidemark_generation.generation" }),
    table_name: column("text", { meaning: "The table." }),
    chunk_key: column("text", { meaning: "The part of the table: a month, a lake file, a range of numbers." }),
    fingerprint: column("text", { meaning: "Equal where the rows are equal." }),
    chunk: column("bigint", { meaning: "The number its rows carry." }),
    rows: column("bigint", { unit: "rows", meaning: "How many." }),
  },
});

/** Everything Tidemark keeps on a server. */
export const serverTables: readonly Table[] = [...servedTables, generationTable, chunkTable];
