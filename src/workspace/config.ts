import { readFile } from "node:fs/promises";
import { LineCounter, parseDocument } from "yaml";
import { z } from "zod";
import { readWeekStart } from "../metrics/read-question.ts";
import { type WeekStart, weekdays } from "../schema/period.ts";
import type { Timezone } from "../schema/timezone.ts";
import { nearestName, UserError } from "../schema/user-error.ts";
import { readTimezone } from "./timezone.ts";

const file = z.strictObject({
  version: z.literal(1).default(1),
  timezone: z.string().default("UTC"),
  week_start: z.enum(weekdays).default("monday"),
  fiscal_year_start_month: z.int().min(1).max(12).default(1),
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/, "must be an ISO 4217 code such as USD")
    .default("USD"),
  late_days: z.int().min(0).max(90).default(3),
  grace_days: z.int().min(0).max(365).default(14),
  lake: z
    .strictObject({
      url: z.string().optional(),
      endpoint: z.string().optional(),
      encoding: z.enum(["v1", "v2"]).optional(),
    })
    .default({}),
  warehouse: z.string().optional(),
});

/** The keys of `tidemark.yaml`, as they are written there. */
export type ConfigFile = z.infer<typeof file>;

/** A workspace's configuration, every default filled in. */
export interface Config {
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
  };
  readonly warehouse: string | undefined;
}

/** Most bytes a configuration may have. */
const mostBytes = 100_000;

/** Read `tidemark.yaml`; a missing file means every default. UserError `config` with line and column where it is wrong. */
export async function readConfig(path: string): Promise<Config> {
  const text = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return "";
    throw new UserError("config", `${path} cannot be read (${error.code ?? error.message}).`, "Check its permissions.");
  });
  return parseConfig(text, path);
}

/** The configuration that `text` says; `path` names it in errors. */
export function parseConfig(text: string, path: string): Config {
  const wrong = (place: string, what: string, hint: string) =>
    new UserError("config", `${path}${place}: ${what}`, hint);
  if (text.length > mostBytes)
    throw wrong("", `is longer than ${mostBytes} bytes.`, "A configuration is a page of text.");
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true, maxAliasCount: 0 } as Parameters<
    typeof parseDocument
  >[1]);
  const place = (offset: number | undefined) => {
    if (offset === undefined) return "";
    const { line, col } = lines.linePos(offset);
    return `:${line}:${col}`;
  };
  const [broken] = [...document.errors, ...document.warnings];
  if (broken !== undefined)
    throw wrong(place(broken.pos[0]), firstLine(broken.message), "It must be plain YAML: key: value.");
  const parsed = file.safeParse(plain(document, wrong) ?? {});
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    const at = issue?.code === "unrecognized_keys" ? [...issue.path, issue.keys[0] ?? ""] : (issue?.path ?? []);
    const node = document.getIn(at, true) as { range?: [number, number, number] } | undefined;
    throw wrong(
      place(node?.range?.[0]),
      describeIssue(issue, at),
      `Known keys: ${Object.keys(file.shape).join(", ")}.`,
    );
  }
  const given = parsed.data;
  const zone = readTimezone(given.timezone);
  if (zone === null) {
    const node = document.get("timezone", true) as { range?: [number, number, number] } | undefined;
    throw wrong(
      place(node?.range?.[0]),
      `"${given.timezone}" is no timezone.`,
      "Use an IANA name such as Europe/Berlin or UTC.",
    );
  }
  return {
    timezone: zone,
    weekStart: readWeekStart(given.week_start),
    fiscalYearStartMonth: given.fiscal_year_start_month,
    currency: given.currency,
    lateDays: given.late_days,
    graceDays: given.grace_days,
    lake: given.lake,
    warehouse: given.warehouse,
  };
}

function plain(
  document: ReturnType<typeof parseDocument>,
  wrong: (place: string, what: string, hint: string) => UserError,
): unknown {
  try {
    return document.toJS({ maxAliasCount: 0 });
  } catch (error) {
    throw wrong(
      "",
      firstLine(error instanceof Error ? error.message : String(error)),
      "Anchors and aliases are not read; write the values out.",
    );
  }
}

function describeIssue(issue: z.core.$ZodIssue | undefined, path: readonly PropertyKey[]): string {
  const key = path.map(String).join(".");
  if (issue?.code === "unrecognized_keys") {
    const near = nearestName(String(path.at(-1)), Object.keys(file.shape));
    return `"${key}" is no setting.${near === null ? "" : ` Did you mean "${near}"?`}`;
  }
  return `"${key}" ${issue?.message ?? "is wrong"}.`;
}

function firstLine(text: string): string {
  return text.split("\n")[0] ?? text;
}
