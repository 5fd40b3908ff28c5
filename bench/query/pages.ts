import { isDeepStrictEqual } from "node:util";
import { readQuestion } from "../../src/metrics/read-question.ts";
import { shapeRows } from "../../src/metrics/shape.ts";
import { ask, stateOf } from "../../src/workspace/ask.ts";
import { type Engine, measure } from "../../src/workspace/measure.ts";
import type { Workspace } from "../../src/workspace/open.ts";
import { readTimezone } from "../../src/workspace/timezone.ts";
import { type Figures, quantile } from "../bench.ts";

const charts: readonly (readonly [string, string])[] = [
  ["active_users", "day"],
  ["active_users", "week"],
  ["active_users", "month"],
  ["mau_30d", "day"],
  ["wau_7d", "day"],
  ["creators", "week"],
  ["exporters", "week"],
  ["export_rate", "month"],
  ["new_users", "week"],
  ["stickiness", "month"],
  ["projects_created", "day"],
  ["projects_exported", "month"],
];

const platforms = ["web", "ios", "android", "desktop"];
const pagesOfKind = 20;

type Filters = readonly string[];

/** Twenty pages of each kind, no two alike: no filter or one value (a), one value each of two dimensions (b), several values (c). */
function pagesOf(countries: readonly string[]): Readonly<Record<string, readonly Filters[]>> {
  const each = Array.from({ length: pagesOfKind }, (_, i) => ({
    country: countries[i] ?? "",
    platform: platforms[i % platforms.length] ?? "",
    other: platforms[(i + 1 + Math.floor(i / platforms.length) * 2) % platforms.length] ?? "",
  }));
  const singles = [...platforms.map((one) => `platform=${one}`), "user_type=new", "user_type=returning"];
  const oneValue = [...singles, ...each.map(({ country }) => `country=${country}`)].map((one) => [one]);
  return {
    dash_a: [[], ...oneValue].slice(0, pagesOfKind),
    dash_b: each.map(({ country, platform }) => [`platform=${platform}`, `country=${country}`]),
    dash_c: each.map(({ country, platform, other }) => [
      `platform=${platform}`,
      `platform=${other}`,
      `country!=${country}`,
      "user_type=returning",
    ]),
  };
}

/**
 * Milliseconds of twelve charts a page. A page of another filter is asked first, so that neither the disk nor the compiler is
 * measured. The pages themselves are new to the warehouse, which makes what a filter needs at its first chart; `_repeat` is
 * the page asked again. Of one page of each kind every row is compared with what the events give.
 */
export async function pageFigures(ws: Workspace, tell: (line: string) => void): Promise<Figures> {
  const figures: Record<string, number> = {};
  const warming = ["platform!=web", "country!=AA", "user_type=new"];
  for (const [kind, pages] of Object.entries(pagesOf(await commonCountries(ws)))) {
    await askPage(ws, warming);
    const [first, repeat]: [number[], number[]] = [[], []];
    for (const where of pages) {
      first.push(await askPage(ws, where));
      repeat.push(await askPage(ws, where));
    }
    const checked = pages.at(-1) ?? [];
    await compareWithEvents(ws, checked);
    tell(`${kind}: ${pages.length} pages; every row of the page of ${checked.join(", ")} is that of the events`);
    figures[`${kind}_p95_ms`] = tenths(quantile(first, 0.95));
    figures[`${kind}_p50_ms`] = tenths(quantile(first, 0.5));
    figures[`${kind}_repeat_p95_ms`] = tenths(quantile(repeat, 0.95));
  }
  return figures;
}

function tenths(ms: number): number {
  return Math.round(ms * 10) / 10;
}

/** The countries of most users. */
async function commonCountries(ws: Workspace): Promise<readonly string[]> {
  const { rows } = await ask(ws, { metrics: ["active_users"], grain: "total", by: ["country"] });
  return rows
    .toSorted((a, b) => Number(b["active_users"]) - Number(a["active_users"]))
    .map((row) => String(row["country"]))
    .slice(0, pagesOfKind);
}

function questionsOf(where: Filters) {
  return charts.map(([metric, grain]) => ({ metrics: [metric], grain, where, from: "2025-01", to: "2026-01" }));
}

async function askPage(ws: Workspace, where: Filters): Promise<number> {
  const startedAt = performance.now();
  for (const question of questionsOf(where)) await ask(ws, question);
  return performance.now() - startedAt;
}

async function compareWithEvents(ws: Workspace, where: Filters): Promise<void> {
  for (const text of questionsOf(where)) {
    const { rows } = await ask(ws, text);
    await ws.readers.use(async (reader) => {
      const state = stateOf(ws, reader);
      const question = readQuestion(text, state, readTimezone);
      const engine: Engine = { state, run: (query) => reader.run(query) };
      const { figures, buckets } = await measure(question, engine, { fromEvents: true });
      const expected = shapeRows(figures, { question, buckets, state });
      if (!isDeepStrictEqual(rows, expected)) throw new Error(`${JSON.stringify(text)} is not what the events give`);
    });
  }
}
