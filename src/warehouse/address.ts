import { UserError } from "../schema/user-error.ts";

/** The engines that a warehouse can be. */
export const warehouseKinds = ["duckdb", "postgres", "redshift", "clickhouse"] as const;
export type WarehouseKind = (typeof warehouseKinds)[number];

/** A warehouse that is a server. Only `url` may hold a password; it is never printed. */
export interface ServerAddress {
  readonly kind: Exclude<WarehouseKind, "duckdb">;
  readonly url: URL;
  /** As people are shown it: kind, host and database, without user, password or parameters. */
  readonly shown: string;
}

/** Where a warehouse is: a local folder, or a server. */
export type WarehouseAddress = { readonly kind: "duckdb"; readonly folder: string } | ServerAddress;

const schemes: Readonly<Record<string, ServerAddress["kind"]>> = {
  "postgres:": "postgres",
  "postgresql:": "postgres",
  "redshift:": "redshift",
  "clickhouse:": "clickhouse",
};

/** The address that `text` says: `duckdb:FOLDER`, `postgres://…`, `redshift://…` or `clickhouse://…`. */
export function readWarehouseAddress(text: string): WarehouseAddress {
  if (text.startsWith("duckdb:")) return { kind: "duckdb", folder: text.slice("duckdb:".length) };
  const url = URL.canParse(text) ? new URL(text) : null;
  const kind = url === null ? undefined : schemes[url.protocol];
  if (url !== null && kind !== undefined && url.hostname !== "") {
    return { kind, url, shown: `${kind}://${url.host}${url.pathname === "/" ? "" : url.pathname}` };
  }
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(text)?.[1];
  throw new UserError(
    "usage",
    scheme === undefined || `${scheme}:` in schemes
      ? "The address of the warehouse cannot be read."
      : `There is no warehouse of kind "${scheme}".`,
    "Use duckdb:FOLDER, postgres://USER@HOST/DATABASE, redshift://USER@HOST/DATABASE or clickhouse://USER@HOST/DATABASE.",
  );
}
