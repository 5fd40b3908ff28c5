import { type Command, InvalidArgumentError, Option } from "commander";
import { dayOf, parseDay } from "../schema/date.ts";
import type { OpenOptions } from "../workspace/types.ts";
import { refusePassword } from "./password.ts";
import { type Format, formats } from "./print/print.ts";

/** Flags that say which workspace, and how much to say. */
export interface WorkspaceFlags {
  readonly dir?: string;
  readonly lake?: string;
  readonly lakeEndpoint?: string;
  readonly warehouse?: string;
  readonly quiet?: boolean;
}

/** `WorkspaceFlags` with the format of the data. */
export interface DataFlags extends WorkspaceFlags {
  readonly format: Format;
}

/** Add the flags of `WorkspaceFlags`. */
export function withWorkspaceFlags(command: Command): Command {
  return command
    .optionsGroup("Common options:")
    .option("--dir <folder>", "the workspace (default: the nearest folder upward with tidemark.yaml, else .tidemark)")
    .option("--lake <place>", "a folder or s3://bucket/prefix")
    .option("--lake-endpoint <url>", "address of an S3 other than Amazon's")
    .option(
      "--warehouse <address>",
      "where the data are loaded: duckdb:PATH, postgres://…, clickhouse://… or redshift://…",
    )
    .option("--quiet", "say nothing but the data and errors");
}

/** Add the flags of `DataFlags`. */
export function withDataFlags(command: Command): Command {
  return withWorkspaceFlags(command).addOption(
    new Option("--format <format>", "how data are written").choices(formats).default("table"),
  );
}

/** Which workspace the flags name; refuses a password in them. */
export function openOptionsOf({ dir, lake, lakeEndpoint, warehouse }: WorkspaceFlags): OpenOptions {
  refusePassword("--warehouse", warehouse, warehousePasswords);
  const credentials = "Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY in the environment.";
  refusePassword("--lake", lake, credentials);
  refusePassword("--lake-endpoint", lakeEndpoint, credentials);
  return { dir, lake, lakeEndpoint, warehouse };
}

/** Where the password of a warehouse belongs. */
export const warehousePasswords =
  "Set TIDEMARK_WAREHOUSE in the environment, or keep the password in PGPASSFILE, PGPASSWORD or CLICKHOUSE_PASSWORD.";

/** Make `--x a --x b` a list. */
export function collect(value: string, before: readonly string[] | undefined): readonly string[] {
  return [...(before ?? []), value];
}

/** Read a whole number of at least `least`. */
export function wholeNumber(least: number, most = Number.MAX_SAFE_INTEGER): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= least && value <= most) return value;
    const bounds = most === Number.MAX_SAFE_INTEGER ? `of at least ${least}` : `from ${least} to ${most}`;
    throw new InvalidArgumentError(`It must be a whole number ${bounds}.`);
  };
}

/** Read a rate from 0 to 1. */
export function rate(text: string): number {
  const value = Number(text);
  if (/^(\d+(\.\d*)?|\.\d+)$/.test(text) && value <= 1) return value;
  throw new InvalidArgumentError("It must be a rate from 0 to 1, 0.05 for 5 %.");
}

/** Read a day (`2026-01-31`), or a month (`2026-01`) as its first day. */
export function day(text: string): number {
  const month = /^(\d{4})-(0[1-9]|1[0-2])$/.exec(text);
  const value = month === null ? parseDay(text) : dayOf(Number(month[1]), Number(month[2]), 1);
  if (value !== null) return value;
  throw new InvalidArgumentError("It must be a day, 2026-01-31, or a month, 2026-01.");
}
