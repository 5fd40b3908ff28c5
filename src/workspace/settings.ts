import { join } from "node:path";
import { policyRules } from "../metrics/policy/arr-policy.ts";
import { weekdays } from "../schema/period.ts";
import { readWarehouseAddress } from "../warehouse/address.ts";
import { readWritten } from "./config.ts";
import { configName } from "./locate.ts";
import { openWorkspace, type Workspace } from "./open.ts";
import type { OpenOptions } from "./types.ts";

/** One setting as it counts here. */
export interface Setting {
  /** The key as `tidemark.yaml` writes it, `lake.url` for one inside another. */
  readonly setting: string;
  /** Null where nothing is set and there is no default. A warehouse is shown without user and password. */
  readonly value: string | number | null;
  readonly from: "file" | "flag" | "environment" | "preset" | "default";
}

/** Every setting of a workspace, and the file that may say it. */
export interface Settings {
  readonly dir: string;
  /** Path of `tidemark.yaml`; null where there is none and every default counts. */
  readonly file: string | null;
  readonly settings: readonly Setting[];
}

/** The settings that count in the workspace that `options` name. UserError `config` where `tidemark.yaml` is wrong. */
export async function settingsOf(options: OpenOptions): Promise<Settings> {
  const ws = await openWorkspace(options);
  const path = join(ws.dir, configName);
  const written = await readWritten(path);
  const settings = valuesOf(ws, presetOf(written)).map(({ setting, value, unwritten = "default" }): Setting => {
    const own = overridden(setting, options);
    return { setting, value, from: own ?? (read(written ?? {}, setting) === undefined ? unwritten : "file") };
  });
  await ws.close();
  return { dir: ws.dir, file: written === null ? null : path, settings };
}

interface Value extends Omit<Setting, "from"> {
  /** Who says a value that stands nowhere. */
  readonly unwritten?: "preset" | "default";
}

function valuesOf({ config, warehouseUrl, lakeUrl, lakeEndpoint }: Workspace, preset: string): readonly Value[] {
  const margin = config.grossMarginBasisPoints;
  return [
    { setting: "timezone", value: config.timezone.name },
    { setting: "week_start", value: weekdays[config.weekStart - 1] ?? null },
    { setting: "fiscal_year_start_month", value: config.fiscalYearStartMonth },
    { setting: "currency", value: config.currency },
    { setting: "late_days", value: config.lateDays },
    { setting: "grace_days", value: config.graceDays },
    { setting: "policy.preset", value: preset },
    ...policyRules.map((rule): Value => ({
      setting: `policy.${rule}`,
      value: config.policy[rule],
      unwritten: "preset",
    })),
    { setting: "gross_margin", value: margin === null ? null : margin / 10_000 },
    { setting: "lake.url", value: lakeUrl },
    { setting: "lake.endpoint", value: lakeEndpoint ?? null },
    { setting: "lake.encoding", value: config.lake.encoding ?? (lakeUrl.startsWith("s3://") ? "v1" : "v2") },
    { setting: "lake.cache_bytes", value: config.lake.cacheBytes ?? null },
    { setting: "warehouse", value: shownAddress(warehouseUrl) },
    { setting: "metrics", value: config.ownMetrics.map(({ name }) => name).join(", ") || null },
  ];
}

function presetOf(written: unknown): string {
  const preset = read(written ?? {}, "policy.preset");
  return typeof preset === "string" ? preset : "tidemark";
}

function shownAddress(text: string): string {
  const address = readWarehouseAddress(text);
  return address.kind === "duckdb" ? text : address.shown;
}

function overridden(setting: string, options: OpenOptions): "flag" | "environment" | null {
  const flags: Readonly<Record<string, string | undefined>> = {
    "lake.url": options.lake,
    "lake.endpoint": options.lakeEndpoint,
    warehouse: options.warehouse,
  };
  if (flags[setting] !== undefined) return "flag";
  return setting === "warehouse" && process.env["TIDEMARK_WAREHOUSE"] !== undefined ? "environment" : null;
}

/** What stands in the file under `lake.url`; undefined where nothing does. */
function read(written: unknown, setting: string): unknown {
  return setting
    .split(".")
    .reduce<unknown>((value, key) => (value as Readonly<Record<string, unknown>> | undefined)?.[key], written);
}
