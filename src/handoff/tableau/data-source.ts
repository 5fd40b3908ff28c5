import type { Mart } from "../../metrics/mart/mart.ts";
import { connectionXml, type TableauConnection } from "./connection.ts";
import { fieldsOf, type TableauField } from "./field.ts";
import { xml, type XmlElement } from "./xml.ts";

/** The version of Tableau's format that is written. */
export const formatVersion = "26.1";

/** A mart as a data source of the workbook, with the calculations that its sheets need. */
export interface TableauSource {
  readonly mart: Mart;
  /** How sheets name it. */
  readonly name: string;
  readonly fields: readonly TableauField[];
}

/** The data source of `mart`; `more` fields stand behind its own. */
export function tableauSource(mart: Mart, currencies: readonly string[], more: readonly TableauField[]): TableauSource {
  return { mart, name: `federated.${mart.name}`, fields: [...fieldsOf(mart, currencies), ...more] };
}

/** The `datasource` element: connection, fields with everything the catalogue says of them, and their folders. */
export function dataSourceXml({ mart, name, fields }: TableauSource, connection: TableauConnection): XmlElement {
  const folders = [...new Set(fields.map(({ folder }) => folder))];
  return xml("datasource", { caption: mart.title, inline: "true", name, version: formatVersion }, [
    connectionXml(mart, connection),
    xml("aliases", { enabled: "yes" }),
    ...fields.map(columnXml),
    xml(
      "folders-common",
      {},
      folders.map((folder) =>
        xml(
          "folder",
          { name: folder },
          fields
            .filter((field) => field.folder === folder)
            .map((field) => xml("folder-item", { name: `[${field.name}]`, type: "field" })),
        ),
      ),
    ),
  ]);
}

/** A field as data sources and the sheets that use it tell it. */
export function columnXml(field: TableauField): XmlElement {
  const { formula, description } = field;
  return xml(
    "column",
    {
      aggregation: field.aggregation,
      caption: field.caption,
      datatype: field.datatype,
      "default-format": field.format,
      hidden: field.isHidden === true ? "true" : undefined,
      name: `[${field.name}]`,
      role: field.role,
      type: typeOf(field),
    },
    [
      ...(formula === null ? [] : [xml("calculation", { class: "tableau", formula })]),
      xml("desc", {}, [xml("formatted-text", {}, [xml("run", {}, [description])])]),
    ],
  );
}

function typeOf({ role, datatype }: TableauField): string {
  if (role === "measure") return "quantitative";
  return datatype === "date" || datatype === "datetime" ? "ordinal" : "nominal";
}
