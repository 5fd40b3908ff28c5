import type { Mart } from "../../metrics/mart/mart.ts";
import { UserError } from "../../schema/user-error.ts";
import { xml, type XmlElement } from "./xml.ts";

/** Where a data source reads its mart: a CSV file beside the workbook, or a view of a warehouse. */
export type TableauConnection =
  | { readonly kind: "text"; readonly folder: string }
  | {
      readonly kind: "postgres" | "redshift";
      readonly server: string;
      readonly port: string;
      readonly database: string;
      readonly user: string;
      readonly schema: string;
    };

/** Where the CSV files of the marts lie, inside the packaged workbook and beside an unpackaged one. */
export const martsFolder = "Data/marts";

/**
 * The connection that a warehouse's address names: `postgres://user@host:port/database?schema=name`, or `redshift://…`.
 * No password is ever written: Tableau asks for it. UserError `usage` where Tableau cannot be told.
 */
export function connectionOf(warehouse: string | undefined): TableauConnection {
  if (warehouse === undefined || warehouse.startsWith("duckdb:")) return { kind: "text", folder: martsFolder };
  const match = /^(postgres(?:ql)?|redshift):\/\//.exec(warehouse);
  if (match === null || !URL.canParse(warehouse)) {
    throw new UserError(
      "usage",
      `A Tableau workbook cannot be connected to "${warehouse.split(":")[0]}".`,
      "Use postgres://USER@HOST:PORT/DATABASE or redshift://…, or leave --warehouse out for CSV files.",
    );
  }
  const kind = match[1] === "redshift" ? "redshift" : "postgres";
  const url = new URL(warehouse);
  return {
    kind,
    server: url.hostname,
    port: url.port === "" ? (kind === "redshift" ? "5439" : "5432") : url.port,
    database: decodeURIComponent(url.pathname.slice(1)),
    user: decodeURIComponent(url.username),
    schema: url.searchParams.get("schema") ?? "tidemark",
  };
}

/** The `connection` element of the data source of `mart`. */
export function connectionXml(mart: Mart, connection: TableauConnection): XmlElement {
  const name = `${connection.kind === "text" ? "textscan" : connection.kind}.${mart.name}`;
  return xml("connection", { class: "federated" }, [
    xml("named-connections", {}, [
      xml("named-connection", { caption: mart.name, name }, [innerConnection(mart, connection)]),
    ]),
    relation(mart, connection, name),
  ]);
}

function innerConnection(mart: Mart, connection: TableauConnection): XmlElement {
  if (connection.kind === "text") {
    return xml("connection", { class: "textscan", directory: connection.folder, filename: fileOf(mart), server: "" });
  }
  const { kind, server, port, database, user, schema } = connection;
  return xml("connection", {
    authentication: "username-password",
    class: kind,
    dbname: database,
    "one-time-sql": "",
    port,
    schema,
    server,
    username: user,
  });
}

/** The name of the CSV file of a mart. */
export function fileOf(mart: Mart): string {
  return `${mart.name}.csv`;
}

function relation(mart: Mart, connection: TableauConnection, name: string): XmlElement {
  if (connection.kind !== "text") {
    const table = `[${connection.schema}].[${mart.name}]`;
    return xml("relation", { connection: name, name: mart.name, table, type: "table" });
  }
  const table = `[${mart.name}#csv]`;
  return xml("relation", { connection: name, name: fileOf(mart), table, type: "table" }, [
    xml(
      "columns",
      { "character-set": "UTF-8", header: "yes", locale: "en_US", separator: "," },
      Object.entries(mart.columns).map(([column, { type }], ordinal) =>
        xml("column", { datatype: csvTypes[type], name: column, ordinal }),
      ),
    ),
  ]);
}

const csvTypes = {
  text: "string",
  integer: "integer",
  bigint: "integer",
  date: "date",
  timestamp: "datetime",
} as const;
