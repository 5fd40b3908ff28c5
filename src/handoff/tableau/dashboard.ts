import type { Parameter } from "./parameters.ts";
import { parameterField, parameterXml } from "./parameters.ts";
import type { Sheet } from "./sheets.ts";
import { uuidOf } from "./worksheet.ts";
import { xml, type XmlElement } from "./xml.ts";

/** The name of the one dashboard. */
export const dashboardName = "Product performance";

/** A rectangle in Tableau's units: the dashboard is 100,000 wide and as high. */
interface Box {
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

const [left, width, gap] = [1_200, 97_600, 800] as const;

/**
 * The `dashboard` element: a heading, the controls, the figures in two rows of five, the charts in two rows of three. What
 * is compared stands side by side: people above, money and features below.
 */
export function dashboardXml(sheets: readonly Sheet[], parameters: readonly Parameter[]): XmlElement {
  const numbers = sheets.filter(({ shape }) => shape === "number");
  const charts = sheets.filter(({ shape }) => shape !== "number");
  const zones = [
    headingZone({ x: left, y: 1_000, w: width, h: 6_000 }),
    ...columns(parameters.length, { x: left, y: 7_200, w: width, h: 6_600 }).map((box, i) =>
      controlZone(box, parameters[i]?.name ?? ""),
    ),
    ...rows(numbers, 5, { x: left, y: 14_800, w: width, h: 24_000 }).map(([box, sheet]) => sheetZone(box, sheet)),
    ...rows(charts, 3, { x: left, y: 39_800, w: width, h: 59_000 }).map(([box, sheet]) => sheetZone(box, sheet)),
  ];
  const whole = { x: 0, y: 0, w: 100_000, h: 100_000, "type-v2": "layout-basic" };
  return xml("dashboard", { name: dashboardName }, [
    xml("style", {}, [
      xml("style-rule", { element: "table" }, [xml("format", { attr: "background-color", value: "#f4f6f8" })]),
    ]),
    xml("size", { maxheight: 1_000, maxwidth: 1_440, minheight: 1_000, minwidth: 1_440 }),
    xml("datasources", {}, [xml("datasource", { name: "Parameters" })]),
    xml("datasource-dependencies", { datasource: "Parameters" }, parameters.map(parameterXml)),
    xml("zones", {}, [
      xml(
        "zone",
        { ...whole, id: 1 },
        zones.map((zone, i) => zone(i + 2)),
      ),
    ]),
    xml("simple-id", { uuid: uuidOf(1) }),
  ]);
}

type Zone = (id: number) => XmlElement;

function headingZone(box: Box): Zone {
  return (id) =>
    xml("zone", { ...box, id, "type-v2": "text" }, [
      xml("formatted-text", {}, [
        xml("run", { bold: "true", fontcolor: "#1f2933", fontsize: 18 }, ["Product performance"]),
        xml("run", { fontcolor: "#6b7785", fontsize: 10 }, [
          "\nDistinct users are never added: each number is counted at its own grain. Subscriptions have no user type.",
        ]),
      ]),
    ]);
}

function controlZone(box: Box, name: string): Zone {
  return (id) => xml("zone", { ...box, id, param: parameterField(name), "type-v2": "paramctrl" }, [cardStyle()]);
}

function sheetZone(box: Box, sheet: Sheet): Zone {
  return (id) => xml("zone", { ...box, id, name: sheet.name }, [cardStyle()]);
}

/** A white card with a thin border and room around it. */
function cardStyle(): XmlElement {
  const formats = {
    "background-color": "#ffffff",
    "border-color": "#dfe3e8",
    "border-style": "solid",
    "border-width": "1",
    margin: "4",
    padding: "6",
  };
  return xml(
    "zone-style",
    {},
    Object.entries(formats).map(([attr, value]) => xml("format", { attr, value })),
  );
}

/** `count` boxes side by side in `box`. */
function columns(count: number, { x, y, w, h }: Box): readonly Box[] {
  const each = Math.floor((w - gap * (count - 1)) / count);
  return Array.from({ length: count }, (_, i) => ({ x: x + i * (each + gap), y, w: each, h }));
}

/** The sheets in rows of `perRow` in `box`, each with its place. */
function rows(sheets: readonly Sheet[], perRow: number, { x, y, w, h }: Box): readonly (readonly [Box, Sheet])[] {
  const count = Math.ceil(sheets.length / perRow);
  const each = Math.floor((h - gap * (count - 1)) / count);
  return sheets.flatMap((sheet, i) => {
    const row = Math.floor(i / perRow);
    const box = columns(perRow, { x, y: y + row * (each + gap), w, h: each })[i % perRow];
    return box === undefined ? [] : [[box, sheet] as const];
  });
}
