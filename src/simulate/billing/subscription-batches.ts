import { type ColumnBatch, type ColumnData, setInt64 } from "../../schema/batch.ts";
import type { Instant } from "../../schema/date.ts";
import { subscription } from "../../schema/tables/subscription.ts";
import { type Company, shardCount, userNumber } from "../company.ts";
import type { Version } from "./versions.ts";

const batchRows = 16_384;

/**
 * `versions` as batches of the subscription table, in order of their begin, then of the subscription. What lies at or
 * after `end` is not known yet: such an end of a version is left open.
 */
export function* subscriptionBatches(
  company: Company,
  shard: number,
  { versions, end }: { readonly versions: readonly Version[]; readonly end: Instant },
): Generator<ColumnBatch> {
  const known = versions.filter(({ validFrom }) => validFrom < end);
  const ordered = known.toSorted((a, b) => a.validFrom - b.validFrom || a.subscription - b.subscription);
  const dictionaries = dictionariesOf(company);
  for (let from = 0; from < ordered.length; from += batchRows) {
    yield batchOf(ordered.slice(from, from + batchRows), dictionaries, { shard, shards: shardCount(company), end });
  }
}

type Dictionaries = Readonly<
  Record<
    "plan" | "interval" | "currency" | "status" | "reason" | "type" | "country" | "platform",
    readonly (string | null)[]
  >
>;

/** The few texts of every column; one array a column, so that all batches share it. */
function dictionariesOf({ scenario }: Company): Dictionaries {
  return {
    plan: ["pro", "team"],
    interval: ["month", "year"],
    currency: scenario.billing.markets.map(({ currency }) => currency),
    status: ["trialing", "active", "past_due", "paused", "ended"],
    reason: [...new Set([null, "need_ended", "failed_payment", "price", ...reasonsOf(scenario)])],
    type: [null, "voluntary", "involuntary"],
    country: scenario.countries.map(({ code }) => code),
    platform: scenario.platforms.map(({ name }) => name),
  };
}

/** Reasons that people may give, by their own mind or because of an effect. */
function reasonsOf({ billing, effects }: Company["scenario"]): string[] {
  const planted = effects.flatMap((effect) => ("reason" in effect && effect.reason !== null ? [effect.reason] : []));
  return [...billing.reasons.map(({ name }) => name), ...planted];
}

function batchOf(
  rows: readonly Version[],
  names: Dictionaries,
  { shard, shards, end }: { shard: number; shards: number; end: Instant },
): ColumnBatch {
  const known = (instant: Instant | null): Instant | null => (instant !== null && instant < end ? instant : null);
  const validFrom = wide(rows, ({ validFrom: from }) => from);
  const words = (value: (version: Version) => number): Uint32Array => wide(rows, value);
  return {
    table: subscription,
    rows: rows.length,
    columns: {
      subscription_id: { kind: "numbered", prefix: "s", words: words((v) => v.subscription * shards + shard + 1) },
      user_id: { kind: "numbered", prefix: "u", words: words((v) => userNumber(v.user, shard, shards) + 1) },
      valid_from: { kind: "int64", words: validFrom },
      valid_to: instants(rows, (v) => known(v.validTo)),
      plan: dictionary(rows, names.plan, (v) => v.terms.plan),
      billing_interval: dictionary(rows, names.interval, (v) => v.terms.interval),
      billing_interval_count: { kind: "int32", values: new Int32Array(rows.length).fill(1) },
      quantity: { kind: "int64", words: words((v) => v.terms.quantity) },
      unit_price_minor: { kind: "int64", words: words((v) => v.terms.unitPriceMinor) },
      discount_minor: { kind: "int64", words: words((v) => v.terms.discountMinor) },
      discount_basis_points: { kind: "int32", values: Int32Array.from(rows, (v) => v.terms.discountBasisPoints) },
      currency: { kind: "dictionary", codes: Uint8Array.from(rows, (v) => v.market), dictionary: names.currency },
      status: dictionary(rows, names.status, (v) => v.status),
      term_ends_at: instants(rows, (v) => v.termEndsAt),
      trial_ends_at: instants(rows, (v) => v.trialEndsAt),
      cancel_requested_at: instants(rows, (v) => v.cancellation?.requestedAt ?? null),
      cancel_reason: dictionary(rows, names.reason, (v) => v.cancellation?.reason ?? null),
      cancel_type: dictionary(rows, names.type, (v) => v.cancellation?.type ?? null),
      country: { kind: "dictionary", codes: Uint8Array.from(rows, (v) => v.country), dictionary: names.country },
      platform: { kind: "dictionary", codes: Uint8Array.from(rows, (v) => v.platform), dictionary: names.platform },
      received_at: { kind: "int64", words: validFrom },
    },
  };
}

function wide(rows: readonly Version[], value: (version: Version) => number): Uint32Array {
  const words = new Uint32Array(2 * rows.length);
  rows.forEach((version, row) => setInt64(words, row, value(version)));
  return words;
}

function instants(rows: readonly Version[], value: (version: Version) => Instant | null): ColumnData {
  const valid = Uint8Array.from(rows, (version) => (value(version) === null ? 0 : 1));
  return { kind: "int64", words: wide(rows, (version) => value(version) ?? 0), valid };
}

function dictionary(
  rows: readonly Version[],
  names: readonly (string | null)[],
  value: (version: Version) => string | null,
): ColumnData {
  const codes = Uint8Array.from(rows, (version) => {
    const code = names.indexOf(value(version));
    if (code === -1) throw new Error(`a version says "${value(version)}", which its column does not know`);
    return code;
  });
  return { kind: "dictionary", codes, dictionary: names };
}
