import type { Answer, AnswerRow, PeriodState } from "../answer.ts";
import type { CanonicalFunnel } from "../funnel/funnel-answer.ts";
import type { Grain } from "../grain.ts";
import type { CanonicalRetention } from "../retention/retention-answer.ts";
import type { FxMode } from "../waterfall/waterfall-question.ts";
import type { BehindKind } from "./behind.ts";

/** A query in one dialect; `$1` is the first of the parameters. */
export interface DialectSql {
  readonly dialect: string;
  readonly sql: string;
  readonly parameters: readonly (string | number | null)[];
}

/** What only a retention or a funnel says of its question. */
type OwnQuestion = Partial<
  Pick<CanonicalRetention, "startEvents" | "returnEvents" | "cohort" | "mode" | "periods" | "minOccurrences"> &
    Pick<CanonicalFunnel, "steps" | "windowSeconds" | "order" | "ties" | "maturing">
>;

/** Which cell a receipt is of, every default filled in. */
export interface CanonicalReceipt extends OwnQuestion {
  readonly kind: "receipt";
  readonly metric: string;
  /** The row's period, or `total`. */
  readonly cell: string;
  /** The row's groups by dimension. */
  readonly group: Readonly<Record<string, string>>;
  readonly from: string;
  readonly to: string;
  readonly grain: Grain;
  readonly by: readonly string[];
  readonly where: readonly string[];
  readonly event: readonly string[];
  readonly top: number | null;
  readonly basis: "list" | "net";
  /** The range compared with, `FROM..TO`; only of an explanation. */
  readonly compare?: string;
  /** Currency into which the figure was converted; only where one was named. */
  readonly currency?: string;
  /** At which rates a column of an ARR row was converted. */
  readonly fx?: FxMode;
  readonly timezone: string;
  readonly weekStart: string;
  readonly limit: number | null;
  readonly offset: number | null;
}

/**
 * How a figure was converted: every part times its rate, added up (`exact`), divided by `dividedBy` and rounded once, and
 * then `adjusted`. Of a rate the parts' amounts are divided by their bases instead.
 */
export interface Converted {
  readonly currency: string;
  /** The day whose declared rates hold; as reported, that of the close. */
  readonly ratesOf: string;
  readonly parts: readonly {
    readonly currency: string;
    /** Minor units: the amount, or of a rate its numerator. */
    readonly amount: number;
    /** Minor units: of a rate its denominator; null of an amount. */
    readonly base: number | null;
    /** What a minor unit is worth in minor units of the figure, as an exact fraction such as `19/20`. */
    readonly rate: string;
    /** The day of that rate. */
    readonly ratesOf: string;
  }[];
  /** The sum of every part times its rate, as an exact fraction of a minor unit; null of a rate. */
  readonly exact: string | null;
  /** Twelve for every paying customer, of a month of ARR by customer; else 1. */
  readonly dividedBy: number;
  /** Minor units that were added once everything was rounded, so that the row of the waterfall adds up. */
  readonly adjusted: number;
}

/** The proof of one figure: what it means, what ran, the same counted again from the base rows, and those rows. */
export interface Receipt extends Pick<
  Answer,
  "schemaVersion" | "timezone" | "weekStart" | "dataThrough" | "generation" | "source" | "warnings"
> {
  readonly question: CanonicalReceipt;
  /** The figure as the answer prints it; its period as half-open instants in UTC. */
  readonly cell: {
    readonly period: string;
    readonly from: string;
    readonly to: string;
    readonly state: PeriodState;
    readonly unit: "count" | "minor_units" | "rate" | "seconds";
    readonly currency: string | null;
    readonly value: number | null;
  };
  readonly definition: {
    readonly name: string;
    readonly title: string;
    readonly meaning: string;
    /** The first 16 hexadecimal digits of the SHA-256 of what defines the metric; another rule is another version. */
    readonly version: string;
    /** What the figure is by definition: SQL over base rows (events, versions of subscriptions), never over a rollup. */
    readonly sql: readonly DialectSql[];
  };
  /** Where the figure was converted: into what, at which rates, and how much of each currency it holds. */
  readonly converted?: Converted;
  /** The statement that the answer's figure was read from. */
  readonly ran: DialectSql & { readonly source: "rollup" | "events" };
  /** The cell counted again by the definition. */
  readonly recount: { readonly value: number | null; readonly equal: boolean };
  /** The base rows that make the figure; null where a figure is made of no such list. */
  readonly behind: {
    readonly kind: BehindKind;
    /** How many there are. */
    readonly total: number;
    readonly columns: readonly { readonly name: string; readonly unit: string }[];
    /** The page that was asked for; null where none was. */
    readonly rows: readonly AnswerRow[] | null;
  } | null;
}
