import { type Query, QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { prerender } from "react-dom/static";
import type { Answer, LoadedStatus, MetricList } from "../api/contract.ts";
import { metricsPath, statusPath } from "../api/first-asked.ts";
import { askValues, unknownValue } from "../controls/ask-values.ts";
import { cellOf } from "../evidence/cell.ts";
import { receiptPath } from "../evidence/receipt-path.ts";
import { sqlPath } from "../evidence/sql-path.ts";
import { kpis } from "../overview/kpis.ts";
import { App } from "../shell/app.tsx";
import { pages } from "../shell/pages.ts";
import { addressOf } from "../state/location.ts";
import { type DimensionValue, exportedDimensions, type ExportedScope, exportedViews } from "./exported-views.ts";

export { answerFile } from "../api/exported.ts";

/** Pages whose addresses say nothing about a view. */
const plainPages = ["/data", "/definitions"];

/** The page that people open first: its totals are exported with their proof. */
const [front] = pages;

/** Answers the API's address `path`; null where the server would refuse. It remembers what it was asked. */
export type AnswerPath = (path: string) => Promise<unknown>;

/**
 * Have every page ask `answer` all that it would ask a server in the views that an exported copy holds, by drawing it
 * again and again until it asks nothing new. For the usual view also every KPI and every
 * metric that can be chosen, the SQL of every question, and the receipts of the front page's totals. The pages are drawn as in a copy, without a browser: `window` and `document` must be there, and
 * what is drawn is thrown away.
 */
export async function askPages(answer: AnswerPath, { presets, filters }: ExportedScope): Promise<void> {
  // Nothing is forgotten: a timer that forgets would keep the process alive.
  const client = new QueryClient({ defaultOptions: { queries: { gcTime: Infinity } } });
  const drawing: Drawing = { client, asked: new Set(), answer };
  const visit = async (path: string, search = ""): Promise<readonly string[]> => {
    window.location.href = new URL(addressOf(path, search), window.location.origin).href;
    return drawUntilAnswered(drawing);
  };
  const status = (await answer(statusPath)) as LoadedStatus;
  const { metrics } = (await answer(metricsPath)) as MetricList;
  const values = await valuesIn(status, { answer, most: filters });
  const viewed = pages.filter(({ path }) => !plainPages.includes(path));
  for (const { path } of pages) {
    const asked = await visit(path);
    for (const question of asked) {
      if (hasSql(question)) await answer(sqlPath(question));
      if (path === front.path) await askReceipts(question, answer);
    }
  }
  for (const { metric } of kpis) await visit(front.path, `?kpi=${metric}`);
  for (const { name } of metrics) await visit("/explore", `?metric=${name}`);
  for (const view of exportedViews(status, { presets, values })) for (const { path } of viewed) await visit(path, view);
}

interface ValuesOptions {
  readonly answer: AnswerPath;
  readonly most: number;
}

/** The values that a copy can be filtered by; those of every range are asked, for the panel that lists them. */
async function valuesIn(
  { presets }: LoadedStatus,
  { answer, most }: ValuesOptions,
): Promise<readonly DimensionValue[]> {
  const values: DimensionValue[] = [];
  for (const dimension of exportedDimensions) {
    const found = new Map<string, number>();
    for (const range of presets) {
      const asked = (await answer(askValues(dimension, range).path)) as Answer | null;
      for (const row of asked?.rows ?? []) {
        const told = String(row[dimension] ?? unknownValue);
        const value = told === unknownValue ? "" : told;
        found.set(value, Math.max(found.get(value) ?? 0, Number(row["active_users"])));
      }
    }
    const largest = [...found].toSorted(([, a], [, b]) => b - a).slice(0, most);
    values.push(...largest.map(([value]) => ({ dimension, value })));
  }
  return values;
}

/** What a page is drawn with, and the questions that were put already. */
interface Drawing {
  readonly client: QueryClient;
  readonly asked: Set<string>;
  readonly answer: AnswerPath;
}

/** Draw the page that `window.location` names until every question of it has its answer; those that no page asked before. */
async function drawUntilAnswered({ client, asked, answer }: Drawing): Promise<readonly string[]> {
  const found: string[] = [];
  for (;;) {
    await draw(client);
    const waiting = client.getQueryCache().getAll().filter(isWaiting(asked));
    if (waiting.length === 0) return found;
    for (const query of waiting) {
      const path = String(query.queryKey.at(-1));
      asked.add(path);
      found.push(path);
      const answered = await answer(path);
      if (answered !== null) query.setData(answered);
    }
  }
}

/** Whether a query asks something that was not put yet; one without an address asks nothing. */
function isWaiting(asked: ReadonlySet<string>): (query: Query) => boolean {
  return ({ queryKey, state }) => {
    const path = queryKey.at(-1);
    return state.data === undefined && typeof path === "string" && !asked.has(path);
  };
}

async function draw(client: QueryClient): Promise<void> {
  const failures: unknown[] = [];
  await prerender(
    <QueryClientProvider client={client}>
      <App />
    </QueryClientProvider>,
    { onError: (error) => void failures.push(error) },
  );
  if (failures.length > 0) throw failures[0];
}

function hasSql(path: string): boolean {
  return /^\/v1\/(query|arr|lifecycle|retention|stickiness|funnel)\?/.test(path);
}

async function askReceipts(path: string, answer: AnswerPath): Promise<void> {
  if (!path.startsWith("/v1/query?")) return;
  const found = (await answer(path)) as Answer | null;
  for (const metric of Object.keys(found?.totals ?? {})) {
    const number = { path, pointer: `/totals/${metric}` };
    const cell = found === null ? null : cellOf(found, number);
    const receipt = found === null || cell === null ? null : receiptPath(found, number, { cell, metric: undefined });
    if (receipt !== null) await answer(receipt);
  }
}
