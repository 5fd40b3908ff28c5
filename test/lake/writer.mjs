// A writer in a process of its own. Arguments: the compiled sources, the lake's folder, what to do, a number.
import { join } from "node:path";

const [compiled, url, task, number] = process.argv.slice(2);
const load = (name) => import(join(compiled, name));
const { openLake } = await load("lake/lake.js");
const { calendar } = await load("schema/tables/calendar.js");
const lake = await openLake({ url, cacheDir: join(url, "..", `cache-${number}`) });

/** Batches of one calendar row; without an end, the file is never finished. */
function* days(count) {
  for (let n = 0; n < count; n++) {
    const values = Int32Array.of(Number(number));
    const one = { kind: "int32", values };
    const columns = Object.entries(calendar.columns).map(([name, { type }]) => [
      name,
      type === "text" ? { kind: "text", values: ["2026-W01"] } : one,
    ]);
    yield { table: calendar, rows: 1, columns: Object.fromEntries(columns) };
    if (count > 1) process.stdout.write("writing\n");
  }
}

const add = (rows) => lake.add({ table: calendar, name: `calendar/${number}.parquet`, batches: days(rows) });
const draft = (file) => ({
  operation: "test",
  batchId: task === "same-batch" ? "one batch" : `batch ${number}`,
  add: [file],
  remove: [],
  through: { events: null, subscriptions: null },
  details: {},
});

if (task === "hang-in-file") await add(Infinity);
const file = await add(1);
if (task === "hang-before-commit") {
  process.stdout.write("added\n");
  await new Promise((resolve) => setTimeout(resolve, 60_000));
}
// All writers start their commit together, at the word of the test.
process.stdout.write("ready\n");
await new Promise((resolve) => process.stdin.once("data", resolve));
const { commit, alreadyDone } = await lake.commit(draft(file));
process.stdout.write(`${JSON.stringify({ number: commit.number, alreadyDone })}\n`);
await lake.close();
process.exit(0);
