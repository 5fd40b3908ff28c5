import { column, defineTable } from "../table.ts";

/** The date mapping: each date to its week, month, quarter and year. The second of the seed's datasets. */
export const calendar = defineTable({
  name: "calendar",
  meaning: "Each date with the week, month, quarter and year it lies in; a week may straddle two quarters.",
  key: ["date"],
  columns: {
    date: column("date", { meaning: "A local date of the workspace." }),
    iso_week: column("text", { unit: "YYYY-Www", meaning: "ISO 8601 week of the date, whatever the week start." }),
    week_start: column("date", { meaning: "First day of the date's week by the workspace's week start." }),
    month_start: column("date", { meaning: "First day of the date's month." }),
    quarter_start: column("date", { meaning: "First day of the date's calendar quarter." }),
    year_start: column("date", { meaning: "First day of the date's year." }),
    month: column("integer", { unit: "1–12", meaning: "Month of the year." }),
    quarter: column("integer", { unit: "1–4", meaning: "Calendar quarter of the year." }),
    year: column("integer", { meaning: "Calendar year." }),
    fiscal_year: column("integer", { meaning: "Fiscal year, named by the year it ends in." }),
    fiscal_quarter: column("integer", { unit: "1–4", meaning: "Quarter of the fiscal year." }),
    weekday: column("integer", { unit: "1 Monday – 7 Sunday", meaning: "ISO weekday." }),
  },
});
