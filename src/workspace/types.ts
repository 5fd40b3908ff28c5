import type { Day } from "../schema/date.ts";

/** How far a long job is; `total` is null while unknown. */
export interface Progress {
  readonly stage: string;
  readonly done: number;
  readonly total: number | null;
  readonly unit: string;
}

/** Told from time to time how far a job is. What it throws ends the job there, as a failure that leaves nothing half done. */
export type OnProgress = (progress: Progress) => void;

/** Where a workspace lives and what overrides its configuration. */
export interface OpenOptions {
  /** The workspace folder; default: the nearest folder upward with `tidemark.yaml`, else `.tidemark` there. */
  readonly dir?: string | undefined;
  /** A folder or `s3://bucket/prefix`. */
  readonly lake?: string | undefined;
  readonly lakeEndpoint?: string | undefined;
  /** `duckdb:PATH`, `postgres://…` or `clickhouse://…`. */
  readonly warehouse?: string | undefined;
}

/** Settings of a new workspace; what is left out takes its default. */
export interface InitOptions {
  readonly dir?: string | undefined;
  /** Where the lake is to be: a folder, or `s3://bucket/prefix`; default: in the workspace. */
  readonly lake?: string | undefined;
  readonly lakeEndpoint?: string | undefined;
  readonly warehouse?: string | undefined;
  readonly timezone?: string | undefined;
  readonly weekStart?: string | undefined;
  readonly currency?: string | undefined;
}

/** The company to simulate: its users sign up from local day `from` to `to`, exclusive. */
export interface SimulateOptions {
  /** Default: the scenario's, else 50,000. */
  readonly users?: number | undefined;
  /** Default of both: the scenario's, else `otherwise`. */
  readonly from?: Day | undefined;
  readonly to?: Day | undefined;
  readonly otherwise?: { readonly to: Day; readonly fromBefore: (to: Day) => Day } | undefined;
  readonly seed: number;
  /** The name of a scenario that ships, or the path of a YAML file; default canva-like. */
  readonly scenario?: string | undefined;
  /** How dirty the event rows are, 0 (clean) to 1; default as the scenario says. */
  readonly dirty?: number | undefined;
  /** `full`: the lake's `truth/` also says who the people are and what was planted. */
  readonly truth?: "full" | undefined;
  /** Only this part of the shards (from 1) of so many parts, for several machines; default all. */
  readonly part?: { readonly index: number; readonly of: number } | undefined;
  /** Whether the seed's three CSV files are written too, into the workspace's folder `csv`. */
  readonly csv?: boolean | undefined;
  /** Whether a company of more than a billion events is meant. */
  readonly confirmed?: boolean | undefined;
  readonly workers?: number | undefined;
  readonly dryRun?: boolean | undefined;
}

/** What a simulation wrote. */
export interface SimulateReport {
  /** Null where nothing was to be written. */
  readonly batchId: string | null;
  readonly commit: number | null;
  /** True where the lake held this very simulation already and nothing was written. */
  readonly alreadyDone: boolean;
  readonly users: number;
  readonly events: number;
  readonly subscriptions: number;
  readonly bytes: number;
  /** Paths of the CSV files that were asked for. */
  readonly csvFiles: readonly string[];
  readonly seconds: number;
}

/** Which column of a source means what; `map` before the file, the file before the preset. */
export interface MappingOptions {
  /** `target=source` pairs as `--map` takes them, comma-separated. */
  readonly map?: string | undefined;
  /** Path of a mapping file. */
  readonly mapping?: string | undefined;
  /** The text of a mapping file, instead of a path. */
  readonly mappingText?: string | undefined;
  /** A known export: segment, posthog, … */
  readonly preset?: string | undefined;
  /** Whether user ids are replaced by what this install's key makes of them. */
  readonly pseudonymise?: boolean | undefined;
}

/** Which file to look at before it is imported; without any mapping one is guessed. */
export interface PreviewOptions extends MappingOptions {
  readonly files: readonly string[];
  /** What the rows are; guessed where it is left out. */
  readonly kind?: "events" | "subscriptions" | "aliases" | undefined;
}

/** What an import would do, found out on the first 10,000 rows of a file; nothing is written. */
export interface ImportPreview {
  readonly schemaVersion: 1;
  readonly file: string;
  readonly kind: "events" | "subscriptions" | "aliases";
  /** The known export it is or looks like; null where it is none. */
  readonly preset: string | null;
  readonly guessed: boolean;
  /** The mapping as the text of a mapping file; null where it was given in another form. */
  readonly mapping: string | null;
  /** Columns and paths of the file, with the first texts in each and the target it fills. */
  readonly columns: readonly {
    readonly name: string;
    readonly samples: readonly string[];
    readonly target: string | null;
  }[];
  /** What the guessed mapping lacks; null where it can be imported. */
  readonly problem: { readonly detail: string; readonly hint: string } | null;
  /** The first ten rows as they would be loaded, by column of the table. */
  readonly rows: readonly {
    readonly line: number;
    readonly values: Readonly<Record<string, string | number | null>>;
  }[];
  /** The first ten rows that would be rejected. */
  readonly rejected: readonly {
    readonly line: number;
    readonly column: string | null;
    readonly reason: string;
    readonly raw: string;
  }[];
  readonly rowsSampled: number;
  /** True where the sample is the whole file. */
  readonly isWhole: boolean;
  readonly rowsLoaded: number;
  readonly rowsRejected: number;
  readonly rowsSkipped: number;
  readonly reasons: Readonly<Record<string, number>>;
  readonly skipped: Readonly<Record<string, number>>;
  readonly droppedColumns: readonly string[];
  readonly unknownValues: Readonly<Record<string, number>>;
}

/** Which files to import and how to read them. */
export interface ImportOptions extends MappingOptions {
  readonly files: readonly string[];
  /** Instant until when the files are complete. */
  readonly through?: string | undefined;
  /** Greatest share of rows (0–1) that may be rejected; default 0.01. */
  readonly maxRejected?: number | undefined;
  /** Whether quarantine keeps the row's raw text; default true. */
  readonly keepRaw?: boolean | undefined;
  /** Processes that read large files; default 2, or as many as there are processors. What they write does not differ. */
  readonly workers?: number | undefined;
  readonly dryRun?: boolean | undefined;
}

/** What became of every row of an import; read = loaded + rejected + skipped. */
export interface ImportReport {
  readonly batchId: string;
  readonly commit: number | null;
  readonly alreadyDone: boolean;
  readonly rowsRead: number;
  readonly rowsLoaded: number;
  readonly rowsRejected: number;
  /** Rows that the mapping leaves out on purpose. */
  readonly rowsSkipped: number;
  /** Rejected rows by reason. */
  readonly reasons: Readonly<Record<string, number>>;
  /** Skipped rows by reason. */
  readonly skipped: Readonly<Record<string, number>>;
  readonly droppedColumns: readonly string[];
  /** Values that were kept as Unknown, by column, e.g. countries that are no ISO code. */
  readonly unknownValues: Readonly<Record<string, number>>;
  readonly quarantineFile: string | null;
  readonly seconds: number;
}

/** What a load brought into the warehouse. */
export interface LoadReport {
  readonly generation: number;
  /** True where the warehouse held every commit already. */
  readonly upToDate: boolean;
  readonly commits: number;
  readonly events: number;
  readonly subscriptions: number;
  readonly duplicates: number;
  readonly conflicts: number;
  /** Why everything was rebuilt instead of added to; null where it was not. */
  readonly rebuilt: string | null;
  /** Complete weeks that late or corrected events moved: `week 2026-W12 moved +124 events: 87 late, 31 deduplicated`. */
  readonly restated: readonly string[];
  /** What was loaded otherwise than it was written, such as aliases that run in a circle; one sentence each. */
  readonly warnings: readonly string[];
  readonly seconds: number;
}

/** One figure that is not what it must be. */
export interface VerifyFailure {
  readonly check: string;
  readonly metric: string;
  readonly grain: string;
  readonly period: string;
  readonly slice: string | null;
  readonly expected: number | null;
  readonly got: number | null;
}

/** What was checked, and every figure that is not what it must be. */
export interface VerifyReport {
  readonly generation: number;
  readonly files: number;
  /** Name of each check with how many comparisons it made and how many failed. */
  readonly checks: readonly { readonly name: string; readonly compared: number; readonly failed: number }[];
  readonly failures: readonly VerifyFailure[];
  readonly seconds: number;
}

/** One commit of the lake's log, as people are shown it. */
export interface LakeCommit {
  readonly commit: number;
  readonly committedAt: string;
  readonly operation: string;
  readonly batchId: string;
  /** Files. */
  readonly added: number;
  readonly removed: number;
  readonly rows: number;
  readonly bytes: number;
}

/** What a compaction replaced by what; `commit` is null where there was nothing to do. */
export interface CompactReport {
  readonly commit: number | null;
  readonly filesBefore: number;
  readonly filesAfter: number;
  readonly bytesBefore: number;
  readonly bytesAfter: number;
  /** Objects of replaced files that were removed, or with a dry run would be; 0 unless that was asked for. */
  readonly objectsPruned: number;
  readonly bytesPruned: number;
  readonly seconds: number;
}

/** The first row of a question that one engine has and the other has not, each as JSON; null where it has no such row. */
export interface EngineDifference {
  readonly question: string;
  readonly here: string | null;
  readonly there: string | null;
}

/** How the answers of another warehouse compare with this workspace's, metric by metric. */
export interface VerifyAgainstReport {
  /** As people are shown it; holds no password. */
  readonly warehouse: string;
  readonly metrics: readonly {
    readonly metric: string;
    readonly questions: number;
    readonly rows: number;
    readonly difference: EngineDifference | null;
  }[];
}

/** One thing that must be right, whether it is, and the way out. */
export interface DoctorCheck {
  readonly name: string;
  readonly ok: boolean;
  readonly detail: string;
  readonly hint: string | null;
}
