import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Answer } from "../../src/metrics/answer.ts";
import type { Backend } from "../../src/serve/backend.ts";

/** An answer to "how many were active", with everything an answer may have. */
export const answer: Answer = {
  schemaVersion: 1,
  question: {
    kind: "query",
    metrics: ["mau"],
    from: "2026-01-01",
    to: "2026-02-01",
    grain: "month",
    by: [],
    where: [],
    event: [],
    top: null,
    compare: "previous",
    basis: "list",
    timezone: "UTC",
    weekStart: "monday",
  },
  timezone: "UTC",
  weekStart: "monday",
  dataThrough: { events: "2026-02-01T00:00:00Z", subscriptions: null },
  generation: 7,
  source: "rollup",
  columns: [
    { name: "period", unit: "date", additive: false, overlapping: false },
    { name: "mau", unit: "count", additive: false, overlapping: false },
    { name: "gross_arr", unit: "minor_units", currency: "USD", additive: false, overlapping: false },
  ],
  rows: [{ period: "2026-01-01", state: "closed", mau: 42, gross_arr: null }],
  totals: { mau: 42, gross_arr: null },
  comparison: {
    from: "2025-12-01",
    to: "2026-01-01",
    compared: { now: { from: "2026-01-01", to: "2026-02-01" }, before: { from: "2025-12-01", to: "2026-01-01" } },
    rows: [],
    totals: { mau: 21 },
    changeRate: { mau: 1 },
  },
  warnings: [],
};

/** A backend that answers at once from what stands here; each test replaces what it is about. */
export function handMadeBackend(parts: Partial<Backend> = {}): Backend {
  return {
    generation: async () => answer.generation,
    ask: async () => answer,
    arr: () => Promise.reject(new Error("This backend knows no ARR.")),
    funnel: () => Promise.reject(new Error("This backend knows no funnels.")),
    lifecycle: () => Promise.reject(new Error("This backend knows no lifecycles.")),
    retention: () => Promise.reject(new Error("This backend knows no retention.")),
    stickiness: () => Promise.reject(new Error("This backend knows no stickiness.")),
    receipt: () => Promise.reject(new Error("This backend knows no receipts.")),
    explain: () => Promise.reject(new Error("This backend explains nothing.")),
    restatements: async () => [],
    metrics: () => [],
    status: async () => ({
      schemaVersion: 1,
      generation: answer.generation,
      timezone: "UTC",
      weekStart: "monday",
      currency: "USD",
      dataThrough: answer.dataThrough,
      range: { from: "2026-01-01", to: "2026-02-01" },
      simulated: true,
      scenario: null,
      presets: [],
      currencies: ["USD"],
      events: ["editor_opened"],
    }),
    quarantine: async () => ({ rows: [] }),
    sql: {
      query: async () => [],
      lifecycle: async () => [],
      retention: async () => [],
      stickiness: async () => [],
      funnel: async () => [],
      arr: async () => [],
    },
    loads: () => Promise.reject(new Error("This backend knows no loads.")),
    verify: () => Promise.reject(new Error("This backend verifies nothing.")),
    views: async () => ({ views: [], problems: [] }),
    uploadFolder: join(tmpdir(), `tidemark-uploads-${process.pid}`),
    previewUpload: () => Promise.reject(new Error("This backend previews nothing.")),
    importUpload: () => Promise.reject(new Error("This backend imports nothing.")),
    ...parts,
  };
}
