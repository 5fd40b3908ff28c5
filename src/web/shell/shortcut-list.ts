/** Ranges by letter, Plausible's where it has the range. */
export const rangeKeys = {
  d: "today",
  e: "yesterday",
  w: "last_7_days",
  f: "last_28_days",
  t: "last_30_days",
  n: "last_91_days",
  m: "month_to_date",
  q: "quarter_to_date",
  p: "last_month",
  y: "year_to_date",
  l: "last_12_months",
  a: "all",
} as const;

/** What else a key does. */
export const actionKeys = {
  c: "Days of your own",
  x: "Compare with the previous period, the same period last year, or nothing",
  i: "Next grain: day, week, month …",
  "/": "Filter",
  "←": "The stretch before",
  "→": "The stretch after",
  "1 … 8": "Go to a page",
  "?": "These shortcuts",
  Esc: "Close what is open; else take back all filters",
} as const;
