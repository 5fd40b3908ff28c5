import type { Table } from "../../schema/table.ts";
import { UserError } from "../../schema/user-error.ts";

/** As whom Redshift writes to S3, and where that is. */
export interface UnloadAccess {
  /** ARN of the role that the cluster may assume. */
  readonly role: string;
  /** The bucket's region, where it is not the cluster's. */
  readonly region: string | null;
}

/** The role of an address; UserError `config` where it names none or something else. */
export function checkedRole(role: string | null): string {
  if (role !== null && /^arn:aws[a-z-]*:iam::\d{12}:role\/[\w+=,.@/-]+$/.test(role)) return role;
  throw new UserError(
    "config",
    role === null ? "The address of the Redshift warehouse names no IAM role." : `"${role}" is no ARN of an IAM role.`,
    "Add ?role=arn:aws:iam::ACCOUNT:role/NAME; docs/scale.md says what the role must be allowed.",
  );
}

/** What is copied, and where to; `into` is the staging table of `table` where it is left out. */
export interface Copying {
  readonly table: Table;
  readonly schema: string;
  readonly manifestUrl: string;
  readonly into?: string;
}

/**
 * Copy the Parquet objects that a manifest names, column by column in the order of the table, as `role`. Without a region:
 * of columnar files Redshift takes none, and their bucket must be in the cluster's own
 * (docs.aws.amazon.com/redshift/latest/dg/copy-usage_notes-copy-from-columnar.html).
 */
export function copyStatement(
  { table, schema, manifestUrl, into = stagingName(table) }: Copying,
  role: string,
): string {
  const columns = Object.keys(table.columns)
    .map((name) => `"${name}"`)
    .join(", ");
  return `copy "${schema}"."${into}" (${columns})
from ${literal(manifestUrl)}
iam_role ${literal(role)}
format as parquet
manifest`;
}

/** The table that rows arrive in before they are merged. */
export function stagingName({ name }: Table): string {
  return `arriving_${name}`;
}

/** What makes the staging table, anew for every file. */
export function stagingStatements(table: Table, schema: string): readonly string[] {
  const staging = `"${schema}"."${stagingName(table)}"`;
  return [`drop table if exists ${staging}`, `create table ${staging} (like "${schema}"."${table.name}")`];
}

/** Put what arrived into its table: chunks that stand there already under the same number are replaced. */
export function mergeStatements(table: Table, schema: string): readonly string[] {
  const [staging, target] = [`"${schema}"."${stagingName(table)}"`, `"${schema}"."${table.name}"`];
  const columns = Object.keys(table.columns)
    .map((name) => `"${name}"`)
    .join(", ");
  return [
    `delete from ${target} using ${staging} where ${target}."chunk" = ${staging}."chunk"`,
    `insert into ${target} (${columns})\nselect ${columns} from ${staging}`,
    `drop table ${staging}`,
  ];
}

/** Write the rows of a query to Parquet files below `to`, for exports that no client has to fetch. */
export function unloadStatement(query: string, to: string, { role, region }: UnloadAccess): string {
  return `unload (${literal(query)})
to ${literal(to)}
iam_role ${literal(role)}${region === null ? "" : `\nregion ${literal(region)}`}
format as parquet
manifest verbose
cleanpath`;
}

function literal(text: string): string {
  return `'${text.replaceAll("\\", "\\\\").replaceAll("'", "''")}'`;
}
