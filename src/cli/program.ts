import { Command } from "commander";
import { examples } from "./examples.ts";
import type { Terminal } from "./terminal.ts";
import { version } from "./version.ts";

/** Give a command its arguments, flags, examples and action. */
export type Describe = (command: Command, terminal: Terminal) => void;

/** A command: what it is for, and where the rest of it is. */
interface Entry {
  readonly summary: string;
  readonly load: () => Promise<Describe>;
}

/** Every command. Only the one that is asked for is loaded, so that help is there at once. */
const commands: Readonly<Record<string, Entry>> = {
  demo: {
    summary: "simulate a company, load it, verify it and show its dashboard",
    load: async () => (await import("./commands/demo.ts")).demo,
  },
  init: {
    summary: "make a workspace: a folder with tidemark.yaml",
    load: async () => (await import("./commands/init.ts")).init,
  },
  simulate: {
    summary: "simulate a company's users and write their data into the lake",
    load: async () => (await import("./commands/simulate.ts")).simulate,
  },
  import: {
    summary: "bring files (CSV, JSON, Parquet) into the lake",
    load: async () => (await import("./commands/import.ts")).importFiles,
  },
  load: {
    summary: "bring what is new in the lake into the warehouse",
    load: async () => (await import("./commands/load.ts")).load,
  },
  rebuild: {
    summary: "build the warehouse anew from the lake, whatever it holds",
    load: async () => (await import("./commands/load.ts")).rebuild,
  },
  refresh: {
    summary: "import what is new in a folder or an S3 prefix, and load it",
    load: async () => (await import("./commands/refresh.ts")).refreshData,
  },
  verify: {
    summary: "check the lake's files, every KPI against the answer key, and the identities",
    load: async () => (await import("./commands/verify.ts")).verify,
  },
  metrics: {
    summary: "list the metrics, or tell what one of them means",
    load: async () => (await import("./commands/metrics.ts")).metrics,
  },
  query: {
    summary: "ask for one or several metrics over time",
    load: async () => (await import("./commands/query.ts")).query,
  },
  lifecycle: {
    summary: "tell active users apart as new, returning, resurrected and dormant",
    load: async () => (await import("./commands/lifecycle.ts")).lifecycle,
  },
  retention: {
    summary: "follow cohorts of users and count who returns",
    load: async () => (await import("./commands/retention.ts")).retention,
  },
  stickiness: {
    summary: "count users by the number of periods in which they were active",
    load: async () => (await import("./commands/stickiness.ts")).stickiness,
  },
  funnel: {
    summary: "follow users from step to step, and how long they take",
    load: async () => (await import("./commands/funnel.ts")).funnel,
  },
  arr: {
    summary: "the ARR waterfall: from each period's opening to its closing",
    load: async () => (await import("./commands/arr.ts")).arr,
  },
  explain: {
    summary: "tell why a metric moved: which segments, who came and went, which movements of ARR",
    load: async () => (await import("./commands/explain.ts")).explain,
  },
  export: {
    summary: "write answers as files for other tools",
    load: async () => (await import("./commands/export.ts")).exportFiles,
  },
  serve: {
    summary: "serve the dashboard and the HTTP API on this machine",
    load: async () => (await import("./commands/serve.ts")).serve,
  },
  lake: {
    summary: "list the lake's commits, or merge its small files",
    load: async () => (await import("./commands/lake.ts")).lake,
  },
  config: {
    summary: "print every setting that counts here, and who says it",
    load: async () => (await import("./commands/config.ts")).config,
  },
  doctor: {
    summary: "tell what would keep Tidemark from working here",
    load: async () => (await import("./commands/doctor.ts")).doctor,
  },
};

/** The program for `args`: every command by name, the one that `args` ask for in full. Errors are thrown. */
export async function createProgram(args: readonly string[], terminal: Terminal): Promise<Command> {
  const program = new Command("tidemark")
    .description("Product performance analytics that anyone can run and check.")
    .version(version(), "-V, --version", "print the version")
    .helpOption("-h, --help", "print this help")
    .exitOverride()
    .configureOutput({
      writeOut: terminal.out,
      writeErr: terminal.say,
      outputError: () => undefined,
      getOutHelpWidth: () => terminal.width ?? 100,
      getErrHelpWidth: () => terminal.width ?? 100,
    });
  examples(program, ["tidemark demo", "tidemark query mau --by platform --grain month"]);
  const asked = args[0] === "help" ? args[1] : args[0];
  for (const [name, { summary, load }] of Object.entries(commands)) {
    const command = program.command(name).description(summary);
    if (name === asked) (await load())(command, terminal);
  }
  return program;
}
