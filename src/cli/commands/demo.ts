import { createHash } from "node:crypto";
import { relative, resolve } from "node:path";
import type { Command } from "commander";
import { type Day, formatDay } from "../../schema/date.ts";
import { UserError } from "../../schema/user-error.ts";
import type { Workspace } from "../../workspace/open.ts";
import { askKpis, type Kpi, kpiRows, kpiTable } from "../demo-kpis.ts";
import { monthsBefore } from "../demo-range.ts";
import { makeDemoWorkspace } from "../demo-workspace.ts";
import { examples } from "../examples.ts";
import { type DataFlags, day, openOptionsOf, wholeNumber, withDataFlags } from "../flags.ts";
import { print } from "../print/print.ts";
import { calledAs } from "../suggest.ts";
import type { Terminal } from "../terminal.ts";
import { inWorkspace, watched } from "../with-workspace.ts";
import { defaultPort, type ServeFlags, serveUntilStopped } from "./serve.ts";
import { refuseFailures } from "./verify.ts";

interface DemoFlags extends DataFlags, ServeFlags {
  readonly users: number;
  readonly from?: number;
  readonly to?: number;
  readonly seed: number;
  readonly exit?: boolean;
}

/** What a demo simulates; with these dates it can be repeated to the byte. */
interface DemoPlan {
  readonly users: number;
  readonly from: Day;
  readonly to: Day;
  readonly seed: number;
}

interface Stage {
  readonly stage: string;
  readonly seconds: number;
}

/** `tidemark demo`: from nothing to a dashboard, on a simulated company. */
export function demo(command: Command, terminal: Terminal): void {
  examples(command, ["tidemark demo", "tidemark demo --exit --users 1000"]);
  command
    .option("--users <n>", "how many users sign up", wholeNumber(1), 50_000)
    .option("--from <day>", "first day (default: 13 months before --to)", day)
    .option("--to <day>", "first day that is no longer simulated (default: today in UTC)", day)
    .option("--seed <n>", "the same seed gives the same bytes", wholeNumber(0, 4_294_967_295), 1)
    .option("--exit", "print the figures and end, serve nothing")
    .option("--port <n>", `port, 0 for any free one (default: ${defaultPort})`, wholeNumber(0, 65_535))
    .option("--no-open", "do not open the browser");
  withDataFlags(command).action((flags: DemoFlags) => show(flags, terminal));
}

async function show(flags: DemoFlags, terminal: Terminal): Promise<void> {
  const options = openOptionsOf(flags);
  const to = flags.to ?? terminal.today();
  const plan = { users: flags.users, from: flags.from ?? monthsBefore(to, 13), to, seed: flags.seed };
  const dir = await makeDemoWorkspace({ ...options, name: nameOf(plan, options.lake) });
  if (flags.quiet !== true) terminal.say(`Simulating ${titleOf(plan)}, in ${dir}.\n`);
  await inWorkspace({ dir, warehouse: options.warehouse }, async (ws) => {
    const { kpis, stages } = await build(ws, plan, { flags, terminal });
    const sheet = flags.format === "table" ? kpiTable(kpis) : kpiRows(kpis);
    print(terminal, flags.format, { json: { ...spelled(plan), dir, stages, kpis }, sheet });
    if (flags.quiet !== true) terminal.say(`${stagesText(stages)}${wayOn(plan, dir, calledAs(terminal))}`);
    if (flags.exit !== true) await serveUntilStopped(ws, flags, terminal);
  });
}

/** Simulate, load, verify and ask, each timed; a figure that is not the answer key's ends the demo. */
async function build(
  ws: Workspace,
  plan: DemoPlan,
  { flags, terminal }: { readonly flags: DemoFlags; readonly terminal: Terminal },
): Promise<{ readonly kpis: readonly Kpi[]; readonly stages: readonly Stage[] }> {
  const [{ simulate, load }, { verify }, { ask }] = await Promise.all([
    import("../../workspace/jobs.ts"),
    import("../../workspace/verify.ts"),
    import("../../workspace/ask.ts"),
  ]);
  const stages: Stage[] = [];
  const timed = async <T>(stage: string, job: Parameters<typeof watched<T>>[1]): Promise<T> => {
    const start = terminal.seconds();
    const result = await watched({ terminal, flags, writesFiles: stage === "simulate" }, job);
    stages.push({ stage, seconds: terminal.seconds() - start });
    return result;
  };
  await timed("simulate", (onProgress) => simulate(ws, plan, onProgress));
  await timed("load", (onProgress) => load(ws, {}, onProgress));
  refuseFailures(await timed("verify", (onProgress) => verify(ws, onProgress, { slices: false })), terminal);
  const kpis = await timed("ask", () => askKpis((question) => ask(ws, question), plan.to, ws.config.weekStart));
  if (kpis.length === 0) throw new UserError("nothing_loaded", "The demo has no figures.", "Simulate more days.");
  return { kpis, stages };
}

function titleOf({ users, from, to, seed }: DemoPlan): string {
  return `${users} users from ${formatDay(from)} to ${formatDay(to)} (exclusive), seed ${seed}`;
}

/** A folder's name; a lake elsewhere has a warehouse of its own, for the same commits stand in another log there. */
function nameOf({ users, from, to, seed }: DemoPlan, lake: string | undefined): string {
  const elsewhere = lake === undefined ? "" : `-${createHash("sha256").update(lake).digest("hex").slice(0, 8)}`;
  return `demo-${formatDay(from)}-${formatDay(to)}-${users}-${seed}${elsewhere}`;
}

function spelled({ users, from, to, seed }: DemoPlan): Readonly<Record<string, string | number>> {
  return { users, from: formatDay(from), to: formatDay(to), seed };
}

function stagesText(stages: readonly Stage[]): string {
  const total = stages.reduce((sum, { seconds }) => sum + seconds, 0);
  const each = stages.map(({ stage, seconds }) => `${stage} ${seconds.toFixed(1)} s`).join(", ");
  return `Took ${each}; ${total.toFixed(1)} s in all.\n`;
}

function wayOn(plan: DemoPlan, dir: string, command: string): string {
  const { users, from, to, seed } = spelled(plan);
  const where = dir === resolve(".tidemark") ? "" : ` --dir ${relative(".", dir)}`;
  return [
    `Repeat it: ${command} demo --users ${users} --from ${from} --to ${to} --seed ${seed}`,
    `Ask it:    ${command} query mau${where}`,
    "",
  ].join("\n");
}
