import { readFile } from "node:fs/promises";
import { z } from "zod";
import type { Metric } from "../metrics/metric.ts";
import { readWeekStart } from "../metrics/read-question.ts";
import { type WeekStart, weekdays } from "../schema/period.ts";
import type { Timezone } from "../schema/timezone.ts";
import { UserError } from "../schema/user-error.ts";
import { type PolicyConfig, policyKeys, readPolicyConfig } from "./policy-config.ts";
import { ownMetricsSection, readOwnMetrics } from "./own-metrics.ts";
import { readTimezone } from "./timezone.ts";
import { parseYaml, yamlIssue } from "./yaml-file.ts";

/** How an ISO 4217 code is written. */
export const currencyCode = /^[A-Z]{3}$/;

const file = z.strictObject({
  version: z.literal(1).default(1),
  timezone: z.string().default("UTC"),
  week_start: z.enum(weekdays).default("monday"),
  fiscal_year_start_month: z.int().min(1).max(12).default(1),
  currency: z.string().regex(currencyCode, "must be an ISO 4217 code such as USD").default("USD"),
  late_days: z.int().min(0).max(90).default(3),
  grace_days: z.int().min(0).max(365).default(14),
  ...policyKeys,
  lake: z
    .strictObject({
      url: z.string().optional(),
      endpoint: z.string().optional(),
      encoding: z.enum(["v1", "v2"]).optional(),
      cache_bytes: z.int().min(0).optional(),
    })
    .default({}),
  warehouse: z.string().optional(),
  metrics: ownMetricsSection.default({}),
});

/** The JSON Schema of `tidemark.yaml`, as editors read it. */
export function configJsonSchema(): object {
  return z.toJSONSchema(file, { target: "draft-2020-12", io: "input" });
}

/** The keys of `tidemark.yaml`, as they are written there. */
export type ConfigFile = z.infer<typeof file>;

/** A workspace's configuration, every default filled in. */
export interface Config extends PolicyConfig {
  readonly timezone: Timezone;
  readonly weekStart: WeekStart;
  readonly fiscalYearStartMonth: number;
  /** ISO 4217 code that imports take where a file names none. */
  readonly currency: string;
  readonly lateDays: number;
  readonly graceDays: number;
  readonly lake: {
    readonly url?: string | undefined;
    readonly endpoint?: string | undefined;
    readonly encoding?: "v1" | "v2" | undefined;
    /** Bytes of a remote lake's files that stay in the workspace's cache. */
    readonly cacheBytes?: number | undefined;
  };
  readonly warehouse: string | undefined;
  /** Metrics that the workspace adds to the catalogue, in the order in which they are written. */
  readonly ownMetrics: readonly Metric[];
}

/** Read `tidemark.yaml`; a missing file means every default. UserError `config` with line and column where it is wrong. */
export async function readConfig(path: string): Promise<Config> {
  return parseConfig((await readConfigText(path)) ?? "", path);
}

/** The text of `tidemark.yaml`; null where there is no such file. */
async function readConfigText(path: string): Promise<string | null> {
  return readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return null;
    throw new UserError("config", `${path} cannot be read (${error.code ?? error.message}).`, "Check its permissions.");
  });
}

/** What `tidemark.yaml` says by itself, no default filled in; null where there is no such file. */
export async function readWritten(path: string): Promise<Readonly<Record<string, unknown>> | null> {
  const text = await readConfigText(path);
  return text === null ? null : ((parseYaml(text, path).value ?? {}) as Record<string, unknown>);
}

/** The configuration that `text` says; `path` names it in errors. */
export function parseConfig(text: string, path: string): Config {
  const yaml = parseYaml(text, path);
  const parsed = file.safeParse(yaml.value ?? {});
  if (!parsed.success) throw yamlIssue(yaml, parsed.error.issues[0], Object.keys(file.shape));
  const given = parsed.data;
  const zone = readTimezone(given.timezone);
  if (zone === null) {
    throw yaml.wrong(
      ["timezone"],
      `"${given.timezone}" is no timezone.`,
      "Use an IANA name such as Europe/Berlin or UTC.",
    );
  }
  const ownMetrics = readOwnMetrics(given.metrics);
  if ("hint" in ownMetrics) throw yaml.wrong(["metrics", ...ownMetrics.path], ownMetrics.message, ownMetrics.hint);
  return {
    timezone: zone,
    weekStart: readWeekStart(given.week_start),
    fiscalYearStartMonth: given.fiscal_year_start_month,
    currency: given.currency,
    lateDays: given.late_days,
    graceDays: given.grace_days,
    lake: { ...given.lake, cacheBytes: given.lake.cache_bytes },
    warehouse: given.warehouse === undefined ? undefined : withEnvironment(given.warehouse, path),
    ...readPolicyConfig(given),
    ownMetrics,
  };
}

/**
 * `text` with every `${NAME}` replaced by that environment variable, so that no password stands in the file: a whole
 * address, or a part of one, which is then escaped.
 */
function withEnvironment(text: string, path: string): string {
  return text.replaceAll(/\$\{([A-Za-z_][A-Za-z0-9_]*)\}/g, (_, name: string) => {
    const found = process.env[name];
    if (found !== undefined) return text === `\${${name}}` ? found : encodeURIComponent(found);
    throw new UserError(
      "config",
      `${path}: "warehouse" names the environment variable ${name}, which is not set.`,
      `Set ${name}, or take it out of the address.`,
    );
  });
}
