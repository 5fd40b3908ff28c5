import type { Instant } from "../../schema/date.ts";
import type { Terms } from "./standing.ts";

/** State of a version. */
export type Status = "trialing" | "active" | "past_due" | "paused" | "ended";

/** What a version says of a cancellation that was asked for, or of the end that came. */
export interface Cancellation {
  readonly requestedAt: Instant | null;
  readonly reason: string;
  readonly type: "voluntary" | "involuntary";
}

/** One version of one subscription; it stands until another version or the end closes it. */
export interface Version {
  /** Number of the subscription within its shard, from 0. */
  readonly subscription: number;
  /** Local number of the user. */
  readonly user: number;
  readonly validFrom: Instant;
  /** Null while it stands. */
  validTo: Instant | null;
  readonly terms: Terms;
  readonly status: Status;
  readonly termEndsAt: Instant | null;
  readonly trialEndsAt: Instant | null;
  readonly cancellation: Cancellation | null;
  readonly country: number;
  readonly platform: number;
  readonly market: number;
}
