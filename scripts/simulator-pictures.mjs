/** `node scripts/simulator-pictures.mjs`: simulates the default company and draws its curves for docs/simulator.md. */
import { mkdirSync, writeFileSync } from "node:fs";
import { getInt64 } from "../dist/schema/batch.js";
import { dayOf } from "../dist/schema/date.js";
import { utc } from "../dist/schema/timezone.js";
import { simulateShard } from "../dist/simulate/shard.js";
import { readScenario } from "../dist/workspace/scenario/read-scenario.js";

const [from, to] = [dayOf(2025, 1, 1), dayOf(2026, 1, 1)];
const scenario = readScenario("canva-like");
const company = { users: 8_000, from, to, seed: 1, scenario, timezone: utc, weekStart: 1 };
const run = simulateShard(company, 0);
const active = Array.from({ length: to - from }, () => new Set());
const hours = Array.from({ length: 24 }, () => 0);
for (const { batches } of run.events()) {
  for (const { rows, columns } of batches) {
    for (let row = 0; row < rows; row++) {
      const at = getInt64(columns.occurred_at.words, row);
      active[Math.floor(at / 86_400e6) - from].add(getInt64(columns.user_id.words, row));
      hours[Math.floor((at % 86_400e6) / 3_600e6)]++;
    }
  }
}

const [width, height, margin] = [720, 200, 28];

/** One curve as an SVG; `ticks` are texts along its foot. */
function picture(title, values, ticks) {
  const most = Math.max(...values);
  const x = (i) => margin + (i / (values.length - 1)) * (width - 2 * margin);
  const y = (value) => height - margin - (value / most) * (height - 2 * margin);
  const points = values.map((value, i) => `${x(i).toFixed(1)},${y(value).toFixed(1)}`).join(" ");
  const foot = ticks.map(([i, text]) => `<text x="${x(i).toFixed(1)}" y="${height - 8}">${text}</text>`).join("");
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-label="${title}">
<style>text{font:11px sans-serif;fill:#667}polyline{fill:none;stroke:#5b5bd6;stroke-width:1.5}</style>
<text x="${margin}" y="16">${title} (most: ${most})</text>
<polyline points="${points}"/>${foot}
</svg>
`;
}

const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const starts = months.map((name, month) => [dayOf(2025, month + 1, 1) - from, name]);
mkdirSync("docs/images", { recursive: true });
const daily = active.map((users) => users.size);
writeFileSync("docs/images/simulator-days.svg", picture("Active users a day, 2025", daily, starts));
const clock = [0, 6, 12, 18, 23].map((hour) => [hour, `${hour}:00`]);
writeFileSync("docs/images/simulator-hours.svg", picture("Events by hour, UTC, all countries", hours, clock));
