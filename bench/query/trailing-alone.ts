import { join } from "node:path";
import { openSession, type Session } from "../../src/warehouse/duckdb/session.ts";
import { byLead, byPass, byScan } from "./trailing.ts";

// A process of its own for one way to count: what it took of the processors and of memory, as JSON.
const [way = "", path = "", dir = ""] = process.argv.slice(2);

const ways: Readonly<Record<string, (session: Session) => Promise<unknown>>> = {
  idle: (session) => session.query({ sql: "select 1", parameters: [] }),
  pass: (session) => byPass(session),
  lead: (session) => byLead(session),
  scan: (session) => byScan(session, join(dir, "lake/event/**/*.parquet")),
};

const count = ways[way];
if (count === undefined) throw new Error(`Nothing counts by "${way}"`);
const session = await openSession({ path, readOnly: true, temporaryFolder: dir });
const before = process.cpuUsage();
await count(session);
const { user, system } = process.cpuUsage(before);
session.close();
const peakMb = process.resourceUsage().maxRSS / 1_024;
process.stdout.write(`${JSON.stringify({ cpuSeconds: (user + system) / 1e6, peakMb })}\n`);
