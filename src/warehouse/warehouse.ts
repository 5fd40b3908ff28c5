import type { Lake } from "../lake/lake.ts";
import type { PayingPolicy } from "../rollup/arr-span.ts";
import type { CalendarSettings } from "../schema/calendar-rows.ts";
import type { Day, Instant } from "../schema/date.ts";
import type { WeekStart } from "../schema/period.ts";
import type { Timezone } from "../schema/timezone.ts";
import type { Dialect } from "../sql/dialect.ts";
import type { Fragment } from "../sql/fragment.ts";
import type { Statement } from "../sql/print.ts";
import type { WarehouseKind } from "./address.ts";
import type { View } from "./view.ts";

/** What a warehouse's precomputed tables depend on; a change of any of it rebuilds them. */
export interface WarehouseSettings {
  readonly timezone: Timezone;
  readonly calendar: CalendarSettings;
  readonly policy: PayingPolicy;
}

/** What one published state of a warehouse holds. Answers depend on this and the question alone. */
export interface Generation {
  readonly number: number;
  /** Number of the last lake commit it covers. */
  readonly lakeVersion: number;
  readonly timezone: string;
  /** Version of the timezone database its local days were computed with. */
  readonly timezoneVersion: string;
  readonly weekStart: WeekStart;
  /** The policy that its ledger was made by. */
  readonly policy: PayingPolicy;
  /** Until when data are complete; null where there are none. */
  readonly dataThrough: { readonly events: Instant | null; readonly subscriptions: Instant | null };
  /** The same as an exclusive bound: what was declared, or the instant after the last one seen. */
  readonly completeBefore: { readonly events: Instant | null; readonly subscriptions: Instant | null };
  /** First and last local day on which something happened, both inclusive; null while empty. */
  readonly days: { readonly events: DayRange | null; readonly subscriptions: DayRange | null };
  /** Whether any of the default qualifying events occurs; where none does, any event counts as activity. */
  readonly hasDefaultActivity: boolean;
  readonly currencies: readonly string[];
  readonly eventNames: readonly string[];
  /** Every kind of event by the number that places it in the bitmasks of `user_day`. */
  readonly eventKinds: readonly string[];
  /** How many rows the log of restatements has; left out where none is kept. */
  readonly restatements?: number;
}

/** A first and a last local day, both inclusive. */
export interface DayRange {
  readonly first: Day;
  readonly last: Day;
}

/** A row as the engine returns it: integers as safe numbers, dates as days, timestamps as µs, text as text. */
export type ResultRow = Readonly<Record<string, string | number | null>>;

/** One generation, open for reading; it stays readable while newer ones are published. */
export interface Reader {
  readonly generation: Generation;
  /** Whether it computes the histogram of a question's segment once, for all the questions that share it. */
  readonly keepsSegments?: boolean;
  /** Whose SQL `statement` is written in. */
  readonly dialect: Dialect["name"];
  /** The statement that `run` executes for `fragment`. */
  statement(fragment: Fragment): Statement;
  run(fragment: Fragment): Promise<readonly ResultRow[]>;
  close(): Promise<void>;
}

/** What a load did; counts are rows of the commits that were new to the warehouse. */
export interface LoadOutcome {
  readonly generation: number;
  readonly upToDate: boolean;
  readonly commits: number;
  readonly events: number;
  readonly subscriptions: number;
  readonly duplicates: number;
  readonly conflicts: number;
  readonly rebuilt: string | null;
  /** Complete periods whose figures moved, as people read it, a week each. */
  readonly restated: readonly string[];
  /** What was loaded otherwise than it was written, one sentence each. */
  readonly warnings: readonly string[];
}

/** What a load does now, and how far that is where it can be told. */
export type OnLoadStep = (
  step: string,
  far?: { readonly done: number; readonly total: number; readonly unit: string },
) => void;

/** What a load needs. */
export interface LoadOptions {
  readonly lake: Lake;
  readonly settings: WarehouseSettings;
  /** Only say what would be loaded. */
  readonly dryRun?: boolean;
  /** Build everything anew from the lake, whatever is held, damaged files too. */
  readonly anew?: boolean;
  /** Where rows that may not count are written for people to see; nowhere where it is left out. */
  readonly quarantineDir?: string;
  readonly onStep?: OnLoadStep;
  /** The views that a server is to offer other tools of a generation; none where it is left out. */
  readonly views?: (generation: Generation) => readonly View[];
}

/** A store of loaded data that answers questions. Loads are incremental, idempotent and all-or-nothing for readers. */
export interface Warehouse {
  readonly kind: WarehouseKind;
  /** As people are shown it; holds no password. */
  readonly location: string;
  /** The newest generation, opened for reading; null while nothing was loaded. */
  open(): Promise<Reader | null>;
  /** Number of the newest generation without opening it; null while nothing was loaded. */
  newest(): Promise<number | null>;
  /** Paths of lake files that its readers, at the newest generation or the one before, may still ask the lake for. */
  neededFiles(): Promise<readonly string[]>;
  /** UserError `integrity` where the newest generation's files are not the bytes that were published. */
  checkFiles(): Promise<void>;
  load(options: LoadOptions): Promise<LoadOutcome>;
  /** Let go of connections; readers must be closed before. */
  close(): Promise<void>;
}
