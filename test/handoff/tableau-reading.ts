import { XMLParser } from "../engines/xml.ts";

/** An element of a parsed document. */
export interface Parsed {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly Parsed[];
  readonly text: string;
}

type Raw = Readonly<Record<string, unknown>>;

/** The root of a document. */
export function parseXml(text: string): Parsed {
  const parser = new XMLParser({
    preserveOrder: true,
    ignoreAttributes: false,
    attributeNamePrefix: "",
    trimValues: false,
    parseTagValue: false,
    parseAttributeValue: false,
  });
  const roots = elements(parser.parse(text) as readonly Raw[]).filter(({ name }) => !name.startsWith("?"));
  const [root] = roots;
  if (root === undefined || roots.length !== 1) throw new Error("A document has one root");
  return root;
}

function elements(nodes: readonly Raw[]): readonly Parsed[] {
  return nodes.flatMap((node) => {
    const name = Object.keys(node).find((key) => key !== ":@" && key !== "#text");
    if (name === undefined) return [];
    const inner = node[name] as readonly Raw[];
    return [
      {
        name,
        attributes: (node[":@"] ?? {}) as Readonly<Record<string, string>>,
        children: elements(inner),
        // Beside other elements, text is nothing but indentation.
        text:
          elements(inner).length > 0 ? "" : inner.map((child) => (child["#text"] as string | undefined) ?? "").join(""),
      },
    ];
  });
}

/** Every element called `name` in `root`, at any depth. */
export function all(root: Parsed, name: string): readonly Parsed[] {
  return root.children.flatMap((child) => [...(child.name === name ? [child] : []), ...all(child, name)]);
}

/** The attribute of an element that must have it. */
export function attribute({ name, attributes }: Parsed, key: string): string {
  const found = attributes[key];
  if (found === undefined) throw new Error(`A ${name} without ${key}`);
  return found;
}

/** The data sources of a workbook or of a `.tds`, without the parameters. */
export function dataSources(root: Parsed): readonly Parsed[] {
  if (root.name === "datasource") return [root];
  const [sources] = root.children.filter(({ name }) => name === "datasources");
  return (sources?.children ?? []).filter(({ attributes }) => attributes["name"] !== "Parameters");
}

/** The columns of a data source or of a sheet's dependencies, by name. */
export function columnsOf(source: Parsed): ReadonlyMap<string, Parsed> {
  const columns = source.children.filter(({ name }) => name === "column");
  return new Map(columns.map((column) => [attribute(column, "name"), column]));
}

/** The formula of a calculation; null for a column of the mart. */
export function formulaOf(column: Parsed): string | null {
  return column.children.find(({ name }) => name === "calculation")?.attributes["formula"] ?? null;
}

/**
 * What Tableau shows where a measure is dropped without anything else, as SQL: its default aggregation, or its formula
 * where that aggregates by itself. Only what our own formulas use is understood.
 */
export function droppedAlone(column: Parsed, source: Parsed): string {
  const name = attribute(column, "name");
  const aggregation = attribute(column, "aggregation");
  if (aggregation !== "User") return `${aggregation.toLowerCase()}(${rowLevel(name, source)})`;
  const formula = formulaOf(column);
  if (formula === null) throw new Error(`${name} leaves its aggregation to a formula that it has not`);
  return sqlOf(formula, source);
}

function rowLevel(name: string, source: Parsed): string {
  const column = columnsOf(source).get(name);
  if (column === undefined) throw new Error(`${name} is no field`);
  const formula = formulaOf(column);
  return formula === null ? name.replace("[", '"').replace("]", '"') : `(${sqlOf(formula, source)})`;
}

function sqlOf(formula: string, source: Parsed): string {
  return (
    formula
      .replaceAll(/\[[^\]]+\]/g, (name) => rowLevel(name, source))
      .replaceAll(/\bCOUNTD\(([^)]*)\)/g, "count(distinct $1)")
      .replaceAll(/\bIF\b/g, "case when")
      // Tableau divides whole numbers into fractions.
      .replaceAll(" / ", " * 1.0 / ")
  );
}

/** A number of the dashboard: its sheet, the data source it reads, and the field that it shows. */
export interface SheetNumber {
  readonly sheet: string;
  readonly source: string;
  readonly field: string;
}

/** A sheet's number: its field over the rows of `table` that its filters keep, as SQL. */
export function numberSql(root: Parsed, number: SheetNumber, table: string): string {
  const named = (among: readonly Parsed[], name: string): Parsed => {
    const found = among.find((one) => one.attributes["name"] === name);
    if (found === undefined) throw new Error(`The workbook has no ${name}`);
    return found;
  };
  const source = named(dataSources(root), number.source);
  const field = named([...columnsOf(source).values()], `[${number.field}]`);
  const filters = all(named(all(root, "worksheet"), number.sheet), "filter");
  if (filters.length === 0) throw new Error(`${number.sheet} filters nothing`);
  const kept = filters.map((one) => filterSql(attribute(one, "column"), { root, source, table }));
  return `select cast(${droppedAlone(field, source)} as varchar) as v from ${table} t where ${kept.join(" and ")}`;
}

/** Where a sheet's filter stands: in which workbook, over which data source, read from which table. */
interface FilterPlace {
  readonly root: Parsed;
  readonly source: Parsed;
  readonly table: string;
}

/** What a filter lets through, as SQL: its yes-or-no field, with the controls as they are set in the workbook. */
function filterSql(column: string, { root, source, table }: FilterPlace): string {
  const name = /\.\[none:(\w+):nk\]$/.exec(column)?.[1];
  const field = columnsOf(source).get(`[${name}]`);
  if (field === undefined) throw new Error(`${column} is no field that filters`);
  const parameters = all(root, "datasource").find(({ attributes }) => attributes["name"] === "Parameters");
  const set = new Map(
    [...columnsOf(parameters as Parsed)].map(([key, one]) => [key, literalOf(attribute(one, "value"))]),
  );
  const withControls = (text: string): string =>
    text
      .replaceAll(/\[Parameters\]\.(\[[^\]]+\])/g, (_, key: string) => set.get(key) ?? "")
      .replaceAll("[shown]", () => `(${withControls(formulaOf(columnsOf(source).get("[shown]") as Parsed) ?? "")})`);
  // Of every row, whatever is filtered: a level of detail of its own.
  const fixed = withControls(formulaOf(field) ?? "").replace(/\{FIXED : (.*)\}/, (_, body: string) => {
    return `(select ${body} from ${table} u)`;
  });
  return `(${sqlOf(fixed, source)})`;
}

/** A parameter's value as SQL. */
function literalOf(value: string): string {
  return value.startsWith("#") ? `cast('${value.slice(1, -1)}' as date)` : `'${value.slice(1, -1)}'`;
}
