import type { Mart, MartColumn } from "../../metrics/mart/mart.ts";
import { findMetric } from "../../metrics/catalogue.ts";
import { minorDigits } from "../../schema/money.ts";
import { summingRules } from "../../workspace/mart-views.ts";

/** A field of a data source: a column of the mart, or a calculation over them. */
export interface TableauField {
  /** Its name in formulas, without brackets. */
  readonly name: string;
  readonly caption: string;
  readonly datatype: "string" | "integer" | "real" | "date" | "datetime" | "boolean";
  readonly role: "dimension" | "measure";
  /** What Tableau does by itself when the field is dropped on a shelf; `User` leaves it to the formula. */
  readonly aggregation: "Sum" | "Max" | "Count" | "Year" | "User" | "None";
  readonly format?: string;
  readonly folder: "Figures" | "Dimensions" | "Dates" | "Workings";
  readonly description: string;
  readonly isHidden?: boolean;
  /** Null for a column of the mart. */
  readonly formula: string | null;
}

const wholeNumbers = "n#,##0;-#,##0";

/**
 * The fields of a mart. A figure that may be added over anything is a measure that sums itself. A figure that may not is
 * hidden; in its place stands a calculation that has a value where the mark holds one row (`none`), or one period
 * (`slices`), and none where it holds several.
 */
export function fieldsOf(mart: Mart, currencies: readonly string[]): readonly TableauField[] {
  const columns = Object.entries(mart.columns);
  const isMoney = columns.some(([, { unit }]) => unit === "minor units");
  return [
    ...columns.map(([name, column]) => columnField(name, column, mart)),
    ...(isMoney ? [minorUnitsField(currencies)] : []),
    ...columns.flatMap(([name, column]) => guardedField(name, column, mart)),
  ];
}

function columnField(name: string, column: MartColumn, mart: Mart): TableauField {
  const { type, sums, unit, meaning } = column;
  const base = { name, caption: captionOf(name, column, mart), description: described(column), formula: null };
  if (sums !== null) {
    const isOpen = sums === "all" && unit !== "minor units";
    return {
      ...base,
      caption: isOpen ? base.caption : `${base.caption} (raw)`,
      datatype: "integer",
      role: "measure",
      aggregation: sums === "none" ? "Max" : "Sum",
      format: wholeNumbers,
      folder: isOpen ? "Figures" : "Workings",
      ...(isOpen ? {} : { isHidden: true }),
    };
  }
  const isDate = type === "date";
  const datatype = isDate ? "date" : type === "timestamp" ? "datetime" : type === "text" ? "string" : "integer";
  const description = unit === null ? meaning : `${meaning} (${unit})`;
  return {
    ...base,
    description,
    datatype,
    role: "dimension",
    aggregation: isDate || type === "timestamp" ? "Year" : type === "text" ? "Count" : "Sum",
    folder: isDate || type === "timestamp" ? "Dates" : "Dimensions",
  };
}

/** What stands in place of a figure that must not be summed as it is; amounts also come in major units. */
function guardedField(name: string, column: MartColumn, mart: Mart): readonly TableauField[] {
  const { sums, unit } = column;
  const money = unit === "minor units";
  if (sums === null || (sums === "all" && !money)) return [];
  const guard = [
    ...(sums === "none" ? [`COUNT([${name}]) = 1`] : []),
    ...(sums === "slices" ? ["COUNTD([period]) = 1"] : []),
    ...(money ? ["COUNTD([currency]) = 1", "COUNTD([basis]) = 1"] : []),
  ].join(" AND ");
  const figure = sums === "none" ? `MAX([${name}])` : money ? `SUM([${name}] / [minor_units])` : `SUM([${name}])`;
  return [
    {
      name: `${name}_figure`,
      caption: captionOf(name, column, mart),
      datatype: money ? "real" : "integer",
      role: "measure",
      aggregation: "User",
      format: wholeNumbers,
      folder: "Figures",
      description: described(column),
      formula: `IF ${guard} THEN ${figure} END`,
    },
  ];
}

function minorUnitsField(currencies: readonly string[]): TableauField {
  const cases = currencies.map((currency) => `WHEN '${currency}' THEN ${powerOfTen(minorDigits(currency))}`);
  return {
    name: "minor_units",
    caption: "Minor units in one",
    datatype: "integer",
    role: "dimension",
    aggregation: "Sum",
    folder: "Workings",
    description: "How many minor units make one unit of the row's currency.",
    isHidden: true,
    formula: cases.length === 0 ? "100" : `CASE [currency] ${cases.join(" ")} ELSE 100 END`,
  };
}

function powerOfTen(digits: number): string {
  return `1${"0".repeat(digits)}`;
}

function described({ meaning, sums }: MartColumn): string {
  return sums === null ? meaning : `${meaning} ${summingRules[sums]}`;
}

/** The metric's title of the catalogue, named for the mart's grain where that makes it another metric; else its words. */
function captionOf(name: string, { metric }: MartColumn, mart: Mart): string {
  const asked = metric === "active_users" ? (activeUsersAt[mart.name] ?? metric) : metric;
  if (asked !== null) return findMetric(asked).title;
  const words = name.replaceAll("_", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

const activeUsersAt: Readonly<Record<string, string>> = {
  mart_users_day: "dau",
  mart_users_week: "wau",
  mart_users_month: "mau",
};
