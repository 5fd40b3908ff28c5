import { existsSync, readFileSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import type { BlockSizes } from "../../src/ingest/cut-file.ts";
import { openLake, type Lake } from "../../src/lake/lake.ts";
import { utc, type Timezone } from "../../src/schema/timezone.ts";
import { parseInstant } from "../../src/schema/date.ts";
import { UserError } from "../../src/schema/user-error.ts";
import { importInto } from "../../src/workspace/import.ts";
import type { Reading } from "../../src/workspace/resolve-mapping.ts";
import type { ImportOptions, ImportReport } from "../../src/workspace/types.ts";

/** A new folder with a lake, to import into and to look at what arrived. */
export interface Desk {
  readonly folder: string;
  readonly lake: Lake;
  /** Write a file into the folder; its path. */
  readonly file: (name: string, content: string | Uint8Array) => Promise<string>;
  readonly importing: (
    kind: "events" | "subscriptions",
    options: ImportOptions,
    setting?: Setting,
  ) => Promise<ImportReport>;
  /** Rows that a query finds in the files the lake's log names; `events` or `subscriptions` stands for them. */
  readonly ask: (sql: string) => Promise<readonly Readonly<Record<string, unknown>>[]>;
  readonly quarantined: (report: ImportReport) => readonly Readonly<Record<string, unknown>>[];
  readonly clear: () => Promise<void>;
}

/** What differs from a workspace in UTC and US dollars on 2026-11-01. */
interface Setting {
  readonly timezone?: Timezone;
  readonly currency?: string;
  readonly now?: string;
  /** Instead of the options' own. */
  readonly reading?: Reading;
  /** Blocks in which files are read; default: large ones. */
  readonly blockSizes?: BlockSizes;
}

/** Open a desk; `clear` it when done. */
export async function openDesk(): Promise<Desk> {
  const folder = await mkdtemp(join(tmpdir(), "tidemark-ingest-"));
  const lake = await openLake({ url: join(folder, "lake"), cacheDir: join(folder, "cache") });
  const instance = await DuckDBInstance.create();
  const connection = await instance.connect();
  await connection.run("set timezone = 'UTC'");
  return {
    folder,
    lake,
    file: async (name, content) => {
      await writeFile(join(folder, name), content);
      return join(folder, name);
    },
    importing: (
      kind,
      options,
      { timezone = utc, currency = "USD", now = "2026-11-01T00:00:00Z", reading, blockSizes } = {},
    ) =>
      importInto({
        kind,
        lake,
        timezone,
        currency,
        quarantineDir: join(folder, "quarantine"),
        now: instant(now),
        options,
        reading,
        blockSizes,
        pseudonymKey: reading?.kind === "rows" && reading.mapping.pseudonymise ? Buffer.alloc(32, 7) : undefined,
      }),
    ask: async (sql) => {
      const { files } = await lake.snapshot();
      const pathsOf = async (table: string): Promise<string> => {
        const paths = await Promise.all(
          files.filter((file) => file.table === table).map((file) => lake.localPath(file)),
        );
        return `read_parquet([${paths.map((path) => `'${path}'`).join(",")}])`;
      };
      const bound = sql
        .replace(/\bevents\b/, sql.match(/\bevents\b/) === null ? "" : await pathsOf("event"))
        .replace(/\bsubscriptions\b/, sql.match(/\bsubscriptions\b/) === null ? "" : await pathsOf("subscription"));
      const reader = await connection.runAndReadAll(bound);
      return reader.getRowObjectsJson();
    },
    quarantined: ({ quarantineFile }) => {
      if (quarantineFile === null) return [];
      const lines = readFileSync(quarantineFile, "utf8").trimEnd().split("\n");
      return lines.map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>);
    },
    clear: async () => {
      connection.closeSync();
      instance.closeSync();
      await lake.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** The mistake that `run` reports to its user. */
export async function mistakeOf(run: () => unknown): Promise<UserError> {
  try {
    await run();
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
  throw new Error("Nothing was refused.");
}

/** The instant, µs UTC, that an ISO text with an offset names. */
export function instant(text: string): number {
  return (parseInstant(text)?.localMicros ?? Number.NaN) - (parseInstant(text)?.offsetSeconds ?? 0) * 1_000_000;
}

/** Path of shared reference data; null where it is not on this machine. */
export function oracle(path: string): string | null {
  const folder = process.env["TIDEMARK_ORACLES"] ?? join(import.meta.dirname, "../../../shared/data");
  const full = join(folder, path);
  return existsSync(full) ? full : null;
}
