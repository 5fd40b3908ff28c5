import { findMart } from "../../metrics/mart/marts.ts";
import type { TableauConnection } from "./connection.ts";
import { dashboardName, dashboardXml } from "./dashboard.ts";
import { dataSourceXml, formatVersion, tableauSource, type TableauSource } from "./data-source.ts";
import { type Choices, parametersOf, parametersXml } from "./parameters.ts";
import { dashboardFields, dashboardFigures, type Sheet, sheets } from "./sheets.ts";
import { uuidOf, worksheetXml } from "./worksheet.ts";
import { xml, type XmlElement, xmlText } from "./xml.ts";

/** The data sources of the workbook: the marts that its figures stand in, each once. */
export function workbookSources(choices: Choices): readonly TableauSource[] {
  const names = [...new Set(dashboardFigures.map(({ mart }) => mart))];
  return names.map((name) => tableauSource(findMart(name), choices.currency, dashboardFields(name)));
}

/** A data source as a document of its own (`.tds`); what its sheets alone need is left out. */
export function dataSourceText(source: TableauSource, choices: Choices, connection: TableauConnection): string {
  const alone = tableauSource(source.mart, choices.currency, []);
  const { attributes, children } = dataSourceXml(alone, connection);
  return xmlText(
    xml("datasource", { ...attributes, "formatted-name": source.name, "source-platform": "win" }, children),
  );
}

/** The workbook (`.twb`) whose data sources read their marts through `connection`. */
export function workbookText(choices: Choices, connection: TableauConnection): string {
  const parameters = parametersOf(choices);
  const sources = workbookSources(choices);
  const all = sheets();
  const sourceOf = ({ mart }: Sheet): TableauSource => {
    const found = sources.find((source) => source.mart.name === mart);
    if (found === undefined) throw new Error(`No data source reads ${mart}`);
    return found;
  };
  return xmlText(
    xml(
      "workbook",
      {
        "original-version": formatVersion,
        "source-build": "0.0.0 (0000.0.0.0)",
        "source-platform": "win",
        version: formatVersion,
        "xmlns:user": "http://www.tableausoftware.com/xml/user",
      },
      [
        xml("document-format-change-manifest", {}, [xml("ManifestByVersion")]),
        xml("datasources", {}, [
          parametersXml(parameters),
          ...sources.map((source) => dataSourceXml(source, connection)),
        ]),
        xml(
          "worksheets",
          {},
          all.map((sheet, i) => worksheetXml(sheet, sourceOf(sheet), 100 + i)),
        ),
        xml("dashboards", {}, [dashboardXml(all, parameters)]),
        xml("windows", {}, [...all.map(sheetWindow), dashboardWindow(all)]),
        xml("explain-data", { "enabled-for-viewer": "true", "extreme-values-enabled-for-all": "false" }, [
          xml("explanation-types"),
        ]),
      ],
    ),
  );
}

function sheetWindow({ name }: Sheet, i: number): XmlElement {
  return xml("window", { class: "worksheet", hidden: "true", name }, [
    xml("cards"),
    xml("simple-id", { uuid: uuidOf(500 + i) }),
  ]);
}

function dashboardWindow(all: readonly Sheet[]): XmlElement {
  return xml("window", { class: "dashboard", maximized: "true", name: dashboardName }, [
    xml(
      "viewpoints",
      {},
      all.map(({ name }) => xml("viewpoint", { name }, [xml("zoom", { type: "entire-view" })])),
    ),
    xml("active", { id: -1 }),
    xml("simple-id", { uuid: uuidOf(2) }),
  ]);
}
