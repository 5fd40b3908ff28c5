import type { MappingOptions } from "./types.ts";

/** Where to look for new files, and how to read them. */
export interface RefreshOptions extends MappingOptions {
  /** Folders, patterns, files or `s3://bucket/prefix`. */
  readonly places: readonly string[];
  /** What the rows are; default: what the mapping file says, else events. */
  readonly kind?: "events" | "subscriptions" | "aliases" | undefined;
  readonly through?: string | undefined;
  readonly maxRejected?: number | undefined;
  /** Let stand what files brought that are read another way now than when they were imported. */
  readonly acceptStale?: boolean | undefined;
}

/** What a refresh did with one file, or with the files of one billing export. */
export interface RefreshedFile {
  readonly file: string;
  /** `stale`: it was imported, has not changed since, and would be read another way now. */
  readonly outcome: "imported" | "known" | "refused" | "stale";
  readonly batchId: string | null;
  readonly rowsLoaded: number;
  readonly rowsRejected: number;
  /** Why it was refused. */
  readonly problem: string | null;
}

/** What a refresh did: `imported` + `known` + `refused` + `stale` are all files it found. */
export interface RefreshReport {
  readonly imported: number;
  readonly known: number;
  readonly refused: number;
  readonly stale: number;
  readonly rowsLoaded: number;
  readonly rowsRejected: number;
  readonly files: readonly RefreshedFile[];
  readonly generation: number;
  readonly seconds: number;
}
