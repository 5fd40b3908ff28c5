import type { Instant } from "../../schema/date.ts";
import { BillingFault, type Fields, instantOf, isTrue, textOf } from "./billing-record.ts";

/** A state of a subscription, and since when it holds. */
export interface Change {
  readonly fields: Fields;
  readonly at: Instant;
}

/** Columns of Recurly's history export under the names that its other exports use. */
const columnOfHistory: Readonly<Record<string, string>> = {
  subscription_uuid: "uuid",
  subscription_activated_at: "activated_at",
  subscription_expires_at: "expires_at",
  subscription_state: "state",
  subscription_currency: "currency",
  version_plan_interval_unit: "plan_interval_unit",
  version_plan_interval_length: "plan_interval_length",
  version_subscription_quantity: "quantity",
  version_subscription_unit_amount: "unit_amount",
  version_add_ons_total: "add_ons_total",
};

/** A row of the history export, by the columns of the others; every other record as it is. */
export function recurlyFields(fields: Fields): Fields {
  if (!("version_subscription_unit_amount" in fields)) return fields;
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [columnOfHistory[name] ?? name, value]));
}

const isVersion = (fields: Fields): boolean => textOf(fields, "version_started_at") !== "";

/** When a subscription began. A version of the history tells when it was last reactivated, so the first one knows. */
export function startOf(changes: readonly Change[]): Instant | null {
  const [first] = changes;
  const told = first !== undefined && isVersion(first.fields) ? first : changes.at(-1);
  return told === undefined ? null : instantOf(told.fields, "trial_started_at", "activated_at", "created_at");
}

/**
 * When its trial ends or ended, null where it has none. The history does not say: a trial lasts until a version that is in
 * none. @throws BillingFault, as left out, where none has come yet.
 */
export function trialEndOf(changes: readonly Change[]): Instant | null {
  const told = instantOf(changes.at(-1)?.fields ?? {}, "trial_ends_at", "trial_ended_at");
  const last = changes.findLastIndex(({ fields }) => isTrue(fields, "version_in_trial"));
  const version = changes[last];
  if (told !== null || version === undefined) return told;
  const end = changes[last + 1]?.at ?? instantOf(version.fields, "version_ended_at", "expires_at");
  if (end === null) throw new BillingFault("on trial: not paid yet", { isDropped: true });
  return end;
}

/** When each change knew that somebody had asked to cancel; the history tells it by the state alone. */
export function askedToCancel(changes: readonly Change[]): readonly (Instant | null)[] {
  let since: Instant | null = null;
  return changes.map(({ fields, at }) => {
    const state = textOf(fields, "state").toLowerCase();
    if (isVersion(fields) && state === "canceled") since ??= at;
    else if (state !== "expired") since = null;
    return instantOf(fields, "canceled_at") ?? since;
  });
}
