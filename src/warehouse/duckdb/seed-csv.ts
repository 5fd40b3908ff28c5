import { literal } from "./event-files.ts";
import { openSession } from "./session.ts";

/** The verified Parquet files of the seed's three datasets. */
export interface SeedFiles {
  readonly event: readonly string[];
  readonly calendar: readonly string[];
  readonly subscription: readonly string[];
}

/** Which file is made of which table, in which order. */
const files = [
  { table: "event", name: "user_interactions.csv", order: "occurred_at, source_seq" },
  { table: "calendar", name: "date_mapping.csv", order: "date" },
  { table: "subscription", name: "subscriptions.csv", order: "valid_from, subscription_id" },
] as const;

/** Names of the three CSV files. */
export const seedCsvNames: readonly string[] = files.map(({ name }) => name);

/**
 * Write the seed's three datasets as CSV: user interactions, date mapping, subscriptions. Instants are UTC with a Z, so
 * that importing them again moves nothing. `pathOf` says where a file of that name goes.
 */
export async function writeSeedCsv(
  sources: SeedFiles,
  temporaryFolder: string,
  pathOf: (name: string) => string,
): Promise<void> {
  const session = await openSession({ path: ":memory:", readOnly: false, temporaryFolder });
  try {
    for (const { table, name, order } of files) {
      const rows = `read_parquet([${sources[table].map(literal).join(", ")}], hive_partitioning = false)`;
      const described = await session.query({ sql: `describe select * from ${rows}`, parameters: [] });
      const columns = described.map((row) => {
        const column = `"${String(row["column_name"])}"`;
        const isInstant = String(row["column_type"]).startsWith("TIMESTAMP");
        return isInstant ? `strftime(${column}, '%Y-%m-%dT%H:%M:%S.%fZ') as ${column}` : column;
      });
      await session.execute(
        `copy (select ${columns.join(", ")} from ${rows} order by ${order}) to ${literal(pathOf(name))} (format csv, header)`,
      );
    }
  } finally {
    session.close();
  }
}
