import type { ImportKind } from "../import-shape.ts";

/** How sources call what one target takes, the likeliest first, as `plainName` writes them. */
export interface TargetNames {
  readonly names: readonly string[];
  readonly isInstant?: boolean;
  /** True where every record must have a text of its own. */
  readonly isIdentity?: boolean;
}

/** A column's name without case, blanks and signs. */
export function plainName(name: string): string {
  return name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");
}

const person = {
  names: [
    "userid",
    "customerid",
    "accountid",
    "distinctid",
    "memberid",
    "personid",
    "clientid",
    "user",
    "customer",
    "account",
    "member",
    "who",
    "uid",
    "username",
    "email",
    "useremail",
    "anonymousid",
    "visitorid",
  ],
} as const;
const country = { names: ["country", "countrycode", "countryiso", "usercountry", "geocountry"] } as const;
const platform = { names: ["platform", "devicetype", "device", "os", "channel", "client"] } as const;
const receivedAt = {
  names: ["receivedat", "ingestedat", "serverreceivedtime", "loadedat", "syncedat"],
  isInstant: true,
} as const;

const events: Readonly<Record<string, TargetNames>> = {
  user_id: person,
  event_name: {
    names: ["eventname", "event", "eventtype", "action", "activity", "activitytype", "name", "type", "verb", "what"],
  },
  occurred_at: {
    names: [
      "occurredat",
      "timestamp",
      "eventtime",
      "eventtimestamp",
      "eventat",
      "time",
      "datetime",
      "createdat",
      "happenedat",
      "when",
      "ts",
      "date",
      "invoicedate",
      "created",
      "at",
    ],
    isInstant: true,
  },
  event_id: { names: ["eventid", "messageid", "insertid", "uuid", "id", "guid"], isIdentity: true },
  received_at: receivedAt,
  platform,
  country,
  user_type: { names: ["usertype", "customertype"] },
  project_id: { names: ["projectid", "project", "designid", "documentid", "boardid"] },
};

const subscriptions: Readonly<Record<string, TargetNames>> = {
  subscription_id: { names: ["subscriptionid", "subscription", "subid", "contractid", "id"] },
  user_id: person,
  valid_from: {
    names: ["validfrom", "startdate", "startedat", "startat", "start", "activatedat", "createdat", "begin", "from"],
    isInstant: true,
  },
  valid_to: {
    names: ["validto", "enddate", "endedat", "endat", "end", "expiresat", "expiredat", "canceledat", "until", "to"],
    isInstant: true,
  },
  plan: { names: ["plan", "planname", "plancode", "planid", "product", "productname", "tier"] },
  unit_price_minor: { names: ["unitpriceminor", "unitamount", "amountcents", "pricecents", "priceminor"] },
  unit_price: { names: ["unitprice", "price", "monthlyprice", "monthlyamount", "amount", "mrr", "yearlyprice", "arr"] },
  billing_interval: { names: ["billinginterval", "interval", "billingperiod", "billingcycle", "period", "cycle"] },
  billing_interval_count: { names: ["billingintervalcount", "intervalcount"] },
  quantity: { names: ["quantity", "seats", "units", "licenses"] },
  currency: { names: ["currency", "currencycode"] },
  discount: { names: ["discount", "discountamount"] },
  status: { names: ["status", "state"] },
  trial_ends_at: { names: ["trialendsat", "trialend", "trialenddate"], isInstant: true },
  cancel_requested_at: { names: ["cancelrequestedat", "cancellationdate"], isInstant: true },
  cancel_reason: { names: ["cancelreason", "cancellationreason", "churnreason"] },
  country,
  platform,
  received_at: receivedAt,
};

const aliases: Readonly<Record<string, TargetNames>> = {
  alias_id: { names: ["aliasid", "alias", "anonymousid", "previousid", "oldid", "deviceid", "distinctid"] },
  user_id: person,
  received_at: receivedAt,
};

/** The names of each target of a kind; a target that stands first chooses its column first. */
export function namesOf(kind: ImportKind): Readonly<Record<string, TargetNames>> {
  return { events, subscriptions, aliases }[kind];
}
