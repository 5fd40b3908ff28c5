const titles: Readonly<Record<string, string>> = {
  platform: "Platform",
  country: "Country",
  user_type: "User type",
  plan: "Plan",
  billing_interval: "Billing interval",
  currency: "Currency",
};

const countries = new Intl.DisplayNames(undefined, { type: "region", fallback: "code" });

/** A dimension as people say it. */
export function dimensionTitle(dimension: string): string {
  return titles[dimension] ?? dimension;
}

/** A value of `dimension` as people say it; the empty value is Unknown. What a source wrote is shown as it wrote it. */
export function dimensionValue(dimension: string, value: string): string {
  if (value === "") return "Unknown";
  if (dimension === "country" && /^[A-Z]{2}$/.test(value)) return countries.of(value) ?? value;
  return value;
}
