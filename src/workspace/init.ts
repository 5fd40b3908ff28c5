import { mkdir, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { readWeekStart } from "../metrics/read-question.ts";
import { UserError } from "../schema/user-error.ts";
import { currencyCode, parseConfig } from "./config.ts";
import { configName } from "./locate.ts";
import { readTimezone } from "./timezone.ts";
import type { InitOptions } from "./types.ts";

/**
 * Make a workspace: its folder and a `tidemark.yaml` that explains itself. An existing configuration is never changed:
 * UserError `conflict`.
 */
export async function initWorkspace(
  options: InitOptions,
): Promise<{ readonly dir: string; readonly created: readonly string[] }> {
  const dir = resolve(options.dir ?? ".tidemark");
  const path = join(dir, configName);
  checkFlags(options);
  const text = configText(options);
  parseConfig(text, path);
  await mkdir(dir, { recursive: true });
  try {
    await writeFile(path, text, { flag: "wx" });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    throw new UserError("conflict", `${path} exists.`, "Edit it, or name another folder with --dir.");
  }
  return { dir, created: [path] };
}

/** A setting that was typed is refused as such, before there is a file whose line could be named. */
function checkFlags({ timezone, currency }: InitOptions): void {
  if (timezone !== undefined && readTimezone(timezone) === null) {
    throw new UserError("usage", `"${timezone}" is no timezone.`, "Use an IANA name such as Europe/Berlin or UTC.");
  }
  if (currency !== undefined && !currencyCode.test(currency)) {
    throw new UserError("usage", `"${currency}" is no currency.`, "Use an ISO 4217 code such as USD.");
  }
}

function configText(options: InitOptions): string {
  const { timezone = "UTC", weekStart = "monday", currency = "USD" } = options;
  readWeekStart(weekStart);
  return `# Settings of this Tidemark workspace. Changing a time setting rebuilds what is precomputed, never the lake.
version: 1
timezone: ${JSON.stringify(timezone)} # IANA name; every local day is a day of this timezone
week_start: ${weekStart.toLowerCase()}
fiscal_year_start_month: 1
currency: ${JSON.stringify(currency)} # of imports that name none
late_days: 3 # days after its end during which a period may still be moved by late data
grace_days: 14 # days of 24 hours for which a past-due subscription still counts as paying
${placesText(options)}`;
}

/** Where lake and warehouse are, as far as that was said; a folder is written in full, for it was named from here. */
function placesText({ lake, lakeEndpoint, warehouse }: InitOptions): string {
  const url = lake === undefined || lake.includes("://") ? lake : resolve(lake);
  const lakeLines = [
    ...(url === undefined ? [] : [`  url: ${JSON.stringify(url)}`]),
    ...(lakeEndpoint === undefined ? [] : [`  endpoint: ${JSON.stringify(lakeEndpoint)}`]),
  ];
  const lines = [
    ...(lakeLines.length === 0 ? [] : ["lake:", ...lakeLines]),
    ...(warehouse === undefined ? [] : [`warehouse: ${JSON.stringify(warehouse)}`]),
  ];
  return lines.map((line) => `${line}\n`).join("");
}
