import type { Workspace } from "../workspace/open.ts";
import type { OnProgress, OpenOptions } from "../workspace/types.ts";
import { openOptionsOf, type WorkspaceFlags } from "./flags.ts";
import { progressLine } from "./progress.ts";
import { stopInOrder } from "./stop-in-order.ts";
import type { Terminal } from "./terminal.ts";

/**
 * Open the workspace that `flags` name, do `work` in it, close it whatever happens. The engine is loaded only now.
 * @throws UserError `config` where `--dir` names no workspace: a slip would be answered from nothing, or make a second one.
 */
export async function withWorkspace<T>(flags: WorkspaceFlags, work: (ws: Workspace) => Promise<T>): Promise<T> {
  const options = openOptionsOf(flags);
  const { checkIsWorkspace } = await import("../workspace/locate.ts");
  checkIsWorkspace(options);
  return inWorkspace(options, work);
}

/** `withWorkspace` for what may be the first thing that happens in a workspace: its folder is made if need be. */
export async function withNewWorkspace<T>(flags: WorkspaceFlags, work: (ws: Workspace) => Promise<T>): Promise<T> {
  return inWorkspace(openOptionsOf(flags), work);
}

/** Open a workspace, do `work` in it, and close it whatever happens. */
export async function inWorkspace<T>(options: OpenOptions, work: (ws: Workspace) => Promise<T>): Promise<T> {
  const { openWorkspace } = await import("../workspace/open.ts");
  const ws = await openWorkspace(options);
  try {
    return await work(ws);
  } finally {
    await ws.close();
  }
}

/** Whose progress is drawn where. */
export interface Watch {
  readonly terminal: Terminal;
  readonly flags: WorkspaceFlags;
  /** Whether the job writes Parquet files, which Ctrl-C cannot cut off at once: see `stopInOrder`. */
  readonly writesFiles?: boolean;
}

/** Do `job` while its progress is drawn; the line is gone before anything else is printed. */
export async function watched<T>(
  { terminal, flags, writesFiles = false }: Watch,
  job: (onProgress: OnProgress) => Promise<T>,
): Promise<T> {
  const line = progressLine(terminal, flags.quiet === true);
  try {
    return await (writesFiles ? stopInOrder(line.report, job) : job(line.report));
  } finally {
    line.clear();
  }
}
