import type { Instant } from "../../schema/date.ts";
import { parseMajor } from "../../schema/money.ts";
import type { Terms } from "./billing-subscription.ts";
import {
  BillingFault,
  type Fields,
  instantOf,
  intervalOf,
  listOf,
  objectOf,
  textOf,
  wholeOf,
} from "./billing-record.ts";
import { stripeMinor } from "./stripe-money.ts";

/** Prices, plans and products of an export by their ids. */
export interface StripeCatalogue {
  readonly prices: ReadonlyMap<string, Fields>;
  readonly products: ReadonlyMap<string, Fields>;
}

/** An item of a subscription with its price found. */
interface PricedItem {
  readonly from: Instant;
  readonly plan: string;
  readonly interval: Terms["interval"];
  readonly intervalCount: number;
  readonly quantity: number;
  readonly amount: string;
  readonly currency: string;
}

/**
 * The terms of a subscription by billing interval (`month 1`), since its items began: the items of one interval make one
 * invoice. What is metered or paid once is no part of it.
 * @throws BillingFault where there is no item, a price is not in the export or cannot be read, or nothing recurs.
 */
export function stripeTerms(
  snapshot: Fields,
  { from, items }: { readonly from: Instant; readonly items: readonly Fields[] },
  catalogue: StripeCatalogue,
): ReadonlyMap<string, readonly Terms[]> {
  const nested = listOf(snapshot, "items");
  const own = nested.length > 0 ? nested : items.length > 0 ? items : ownItem(snapshot);
  if (own.length === 0) throw new BillingFault("no item in the export");
  const live = own.filter((item) => textOf(item, "deleted", "is_deleted").toLowerCase() !== "true");
  const priced = live.flatMap((item) => pricedItem(item, { snapshot, from, isOnly: live.length === 1 }, catalogue));
  if (priced.length === 0) throw new BillingFault("nothing recurring: metered or paid once", { isDropped: true });
  const first = Math.min(...priced.map((item) => item.from));
  // What came first is what the subscription began with; items that were removed are in no export.
  const dated = priced.map((item) => (item.from === first ? { ...item, from } : item));
  const groups = new Map<string, Terms[]>();
  for (const key of new Set(dated.map(keyOf))) {
    const group = dated.filter((item) => keyOf(item) === key);
    const begins = [...new Set(group.map((item) => item.from))].toSorted((a, b) => a - b);
    groups.set(
      key,
      begins.map((begin) =>
        together(
          begin,
          group.filter((item) => item.from <= begin),
        ),
      ),
    );
  }
  return groups;
}

function keyOf({ interval, intervalCount }: PricedItem): string {
  return `${interval} ${intervalCount}`;
}

/** Subscriptions of old and the dashboard's export name their one plan themselves. */
function ownItem(snapshot: Fields): readonly Fields[] {
  const plan = objectOf(snapshot, "plan");
  if (plan !== null) return [{ price: plan, quantity: textOf(snapshot, "quantity") }];
  const hasAmount = textOf(snapshot, "interval") !== "" && textOf(snapshot, "amount") !== "";
  if (!hasAmount && textOf(snapshot, "plan_id", "price_id", "plan") === "") return [];
  return [
    {
      ...(hasAmount ? { price: snapshot } : {}),
      plan_id: textOf(snapshot, "plan_id", "price_id", "plan"),
      quantity: textOf(snapshot, "quantity"),
    },
  ];
}

function pricedItem(
  item: Fields,
  { snapshot, from, isOnly }: { readonly snapshot: Fields; readonly from: Instant; readonly isOnly: boolean },
  { prices, products }: StripeCatalogue,
): readonly PricedItem[] {
  const id = textOf(item, "price_id", "plan_id", "price.id", "plan.id", "price", "plan");
  const price = objectOf(item, "price") ?? prices.get(id) ?? objectOf(item, "plan");
  if (price === null) throw new BillingFault("its price is not in the export", { column: "price" });
  const unit = textOf(price, "recurring.interval", "recurring_interval", "interval");
  const usage = textOf(price, "recurring.usage_type", "recurring_usage_type", "usage_type");
  if (unit === "" || usage === "metered") return [];
  if (/tiered/.test(textOf(price, "billing_scheme"))) throw new BillingFault("tiered price", { column: "price" });
  const count = wholeOf(price, ["recurring.interval_count", "recurring_interval_count", "interval_count"], 1) ?? 1;
  // A subscription of one item keeps its quantity itself, and there it has a history.
  const itemQuantity = wholeOf(item, ["quantity"]);
  const quantity = (isOnly ? wholeOf(snapshot, ["quantity"]) : null) ?? itemQuantity ?? 1;
  const currency = textOf(price, "currency").toUpperCase() || textOf(snapshot, "currency").toUpperCase();
  if (!/^[A-Z]{3}$/.test(currency)) throw new BillingFault("not a currency", { column: "currency" });
  const product = products.get(textOf(price, "product", "product_id"));
  const plan =
    textOf(price, "nickname") || textOf(product ?? {}, "name") || textOf(price, "lookup_key", "product_name") || id;
  return [
    {
      from: instantOf(item, "created") ?? from,
      plan,
      ...intervalOf(unit, count),
      quantity,
      amount: amountOf(price, currency, price === snapshot),
      currency,
    },
  ];
}

/** The dashboard's export writes major units, everything else counts minor ones. */
function amountOf(price: Fields, currency: string, isMajor: boolean): string {
  const text = textOf(price, "unit_amount_decimal", "unit_amount", "amount_decimal", "amount");
  if (!isMajor) return text;
  const minor = parseMajor(text.replaceAll(",", ""), currency);
  if (minor === null) throw new BillingFault("not an amount", { column: "amount" });
  return String(minor);
}

/** One invoice of all `items`: their own price and quantity where it is one item in whole minor units. */
function together(from: Instant, items: readonly PricedItem[]): Terms {
  const [first] = items;
  if (first === undefined) throw new Error("An invoice without items.");
  const { interval, intervalCount, currency } = first;
  if (items.some((item) => item.currency !== currency)) throw new BillingFault("items in several currencies");
  const plan = [...new Set(items.map((item) => item.plan))].toSorted().join(" + ");
  const common = { from, plan: plan === "" ? null : plan, interval, intervalCount, currency };
  if (items.length === 1 && !/\.\d*[1-9]/.test(first.amount)) {
    return { ...common, quantity: first.quantity, unitPriceMinor: stripeMinor(first.amount, currency) };
  }
  const unitPriceMinor = items.reduce((sum, { amount, quantity }) => sum + stripeMinor(amount, currency, quantity), 0);
  return { ...common, quantity: 1, unitPriceMinor };
}
