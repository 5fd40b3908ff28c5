const titles: Readonly<Record<string, string>> = {
  platform: "Platform",
  country: "Country",
  user_type: "User type",
  plan: "Plan",
  billing_interval: "Billing interval",
  currency: "Currency",
  cancel_reason: "Reason",
  cancel_type: "Kind of cancellation",
  event_name: "Event",
  user_type_at_event: "User type as the source said",
};

/** Values that have a name of their own; what else a source wrote is shown as it wrote it. */
const values: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  platform: { web: "Web", ios: "iOS", android: "Android" },
  user_type: { new: "New", returning: "Returning" },
  billing_interval: { week: "Weekly", month: "Monthly", year: "Yearly" },
};

const countries = new Intl.DisplayNames(undefined, { type: "region", fallback: "code" });

/** A dimension as people say it. */
export function dimensionTitle(dimension: string): string {
  return titles[dimension] ?? dimension;
}

/** A value of `dimension` as people say it; the empty value is Unknown. */
export function dimensionValue(dimension: string, value: string): string {
  if (value === "") return "Unknown";
  if (dimension === "country" && /^[A-Z]{2}$/.test(value)) return countries.of(value) ?? value;
  if (dimension === "event_name" || dimension.startsWith("cancel_")) return eventTitle(value);
  return values[dimension]?.[value] ?? value;
}

/** A kind of event as people say it: `project_created` is "Project created". What a source wrote with spaces stays as it is. */
export function eventTitle(event: string): string {
  if (!/^[a-z0-9_]+$/.test(event)) return event;
  const words = event.replaceAll("_", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}
