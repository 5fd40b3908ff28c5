import type { Day } from "../../schema/date.ts";

/** A day of the simulation: a date, or so many days after the first. */
export type When = { readonly kind: "date"; readonly day: Day } | { readonly kind: "after"; readonly days: number };

/** What an effect multiplies, each 1 where it leaves things as they are. */
export interface Multipliers {
  /** The chance of an active day. */
  readonly activity: number;
  /** Projects created in a session. */
  readonly projects: number;
  /** The chance that a project is exported: by everybody, and beyond that by those who do not pay. */
  readonly exports: number;
  readonly freeExports: number;
  /** The chance to start a trial. */
  readonly trials: number;
  /** The chance that a trial becomes paying. */
  readonly conversion: number;
  /** The chance that a customer asks to cancel. */
  readonly cancels: number;
}

interface Named {
  readonly name: string;
  /** First day, and first day after it; null = to the end. */
  readonly from: When;
  readonly to: When | null;
}

/** A cause planted into a company, with its size and its dates. */
export type Effect =
  | (Named & {
      /** Prices change by this rate, for new customers at once and for others at their next renewal. */
      readonly kind: "price_change";
      readonly changeRate: number;
      readonly plans: readonly ("pro" | "team")[];
      /** Whether those who pay already keep their price for good. */
      readonly grandfathering: boolean;
    })
  | (Named & {
      /** No session begins for some hours of the company's clock on the first day. */
      readonly kind: "outage";
      readonly startHour: number;
      readonly hours: number;
      /** Share of the sessions of these hours that are lost. */
      readonly lostRate: number;
    })
  | (Named & {
      /** Arrivals are multiplied; those it brought stay for another time than others. */
      readonly kind: "campaign";
      readonly arrivals: number;
      readonly lifeFactor: number;
    })
  | (Named & {
      /** The product changes (a launch, a paywall) or the world does (a competitor). */
      readonly kind: "feature_launch" | "export_paywall" | "shock";
      readonly multipliers: Multipliers;
      /** The reason that those give who cancel because of it. */
      readonly reason: string | null;
    })
  | (Named & {
      /** Users are dealt to arms by their own luck, once and for all. */
      readonly kind: "experiment";
      readonly arms: readonly Arm[];
    });

/** One arm of an experiment. */
export interface Arm {
  readonly name: string;
  readonly share: number;
  readonly multipliers: Multipliers;
}
