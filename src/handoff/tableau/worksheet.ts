import { columnXml, type TableauSource } from "./data-source.ts";
import type { TableauField } from "./field.ts";
import type { Sheet } from "./sheets.ts";
import { xml, type XmlElement } from "./xml.ts";

/** How a sheet uses a field: as it is, or aggregated by its own rule. */
interface Instance {
  readonly field: TableauField;
  readonly derivation: "None" | "Sum" | "User";
  readonly name: string;
  readonly type: "nominal" | "quantitative";
}

const ink = "#1f2933";
const muted = "#6b7785";

/** The `worksheet` element of `sheet`, over the data source of its mart. `number` makes its identity. */
export function worksheetXml(sheet: Sheet, source: TableauSource, number: number): XmlElement {
  const instances = instancesOf(sheet, source);
  const { filters, figures, time } = instances;
  const qualified = ({ name }: Instance) => `[${source.name}].${name}`;
  const used = [...filters, ...figures, ...(time === null ? [] : [time])];
  const isNumber = sheet.shape === "number";
  const shelf = figures.map(qualified).join(" + ");
  return xml("worksheet", { name: sheet.name }, [
    xml("layout-options", {}, [xml("title", {}, [titleXml(sheet)])]),
    xml("table", {}, [
      xml("view", {}, [
        xml("datasources", {}, [
          xml("datasource", { caption: source.mart.title, name: source.name }),
          xml("datasource", { name: "Parameters" }),
        ]),
        xml("datasource-dependencies", { datasource: source.name }, [
          ...dependenciesOf(used, source).map(columnXml),
          ...used.map(instanceXml),
        ]),
        ...filters.map((filter) => filterXml(qualified(filter), filter)),
        xml(
          "slices",
          {},
          filters.map((filter) => xml("column", {}, [qualified(filter)])),
        ),
        xml("aggregation", { value: "true" }),
      ]),
      xml("style", {}, styleRules(sheet)),
      xml("panes", {}, [
        xml("pane", {}, [
          xml("view", {}, [xml("breakdown", { value: "auto" })]),
          xml("mark", { class: isNumber ? "Text" : sheet.shape === "line" ? "Line" : "Bar" }),
          ...(isNumber
            ? [
                xml(
                  "encodings",
                  {},
                  figures.map((one) => xml("text", { column: qualified(one) })),
                ),
              ]
            : []),
        ]),
      ]),
      xml("rows", {}, isNumber ? [] : [figures.length > 1 ? `(${shelf})` : shelf]),
      xml("cols", {}, time === null ? [] : [qualified(time)]),
    ]),
    xml("simple-id", { uuid: uuidOf(number) }),
  ]);
}

/** An identity that is the same each time the workbook is written. */
export function uuidOf(number: number): string {
  return `{7469DE3A-0000-4000-8000-${String(number).padStart(12, "0")}}`;
}

/** The title of a sheet: what it shows, and below it what that means. */
function titleXml({ title, subtitle }: Sheet): XmlElement {
  return xml("formatted-text", {}, [
    xml("run", { bold: "true", fontcolor: ink, fontsize: 11 }, [title]),
    xml("run", { fontcolor: muted, fontsize: 9 }, [`\n${subtitle}`]),
  ]);
}

function instancesOf({ mart, fields, over }: Sheet, source: TableauSource) {
  const named = (name: string): TableauField => {
    const field = source.fields.find((one) => one.name === name);
    if (field === undefined) throw new Error(`The mart ${mart} has no field ${name}`);
    return field;
  };
  const asItIs = (name: string, type: Instance["type"]): Instance => ({
    field: named(name),
    derivation: "None",
    name: `[none:${name}:${type === "nominal" ? "nk" : "qk"}]`,
    type,
  });
  const hasLatest = over === null && source.fields.some(({ name }) => name === "is_latest");
  return {
    filters: [asItIs("shown", "nominal"), ...(hasLatest ? [asItIs("is_latest", "nominal")] : [])],
    figures: fields.map((name): Instance => {
      const field = named(name);
      const byItself = field.aggregation === "User";
      return {
        field,
        derivation: byItself ? "User" : "Sum",
        name: `[${byItself ? "usr" : "sum"}:${name}:qk]`,
        type: "quantitative",
      };
    }),
    time: over === null ? null : asItIs(over, "quantitative"),
  };
}

/** The fields that `used` ones are made of, each once: formulas name others in brackets. */
function dependenciesOf(used: readonly Instance[], source: TableauSource): readonly TableauField[] {
  const found = new Set<TableauField>();
  const add = (field: TableauField): void => {
    if (found.has(field)) return;
    found.add(field);
    const formula = (field.formula ?? "").replaceAll(/\[Parameters\]\.\[[^\]]+\]/g, "");
    for (const [, name] of formula.matchAll(/\[([^\]]+)\]/g)) {
      const other = source.fields.find((one) => one.name === name);
      if (other === undefined) throw new Error(`The formula of ${field.name} names ${name}, which is no field`);
      add(other);
    }
  };
  for (const { field } of used) add(field);
  return [...found].toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

function instanceXml({ field, derivation, name, type }: Instance): XmlElement {
  return xml("column-instance", { column: `[${field.name}]`, derivation, name, pivot: "key", type });
}

/** Lets through the rows for which a yes-or-no field says yes. */
function filterXml(column: string, { name }: Instance): XmlElement {
  return xml("filter", { class: "categorical", column }, [
    xml("groupfilter", { function: "member", level: name, member: "true" }),
  ]);
}

function styleRules({ shape }: Sheet): readonly XmlElement[] {
  const rule = (element: string, formats: Readonly<Record<string, string>>) =>
    xml(
      "style-rule",
      { element },
      Object.entries(formats).map(([attr, value]) => xml("format", { attr, value })),
    );
  if (shape === "number") {
    return [rule("cell", { "font-size": "22", "font-weight": "bold", color: ink, "text-align": "left" })];
  }
  return [rule("mark", { "mark-color": "#0b6e6e" }), rule("gridline", { "line-visibility": "on" })];
}
