import { access, constants, statfs } from "node:fs/promises";
import { UserError } from "../schema/user-error.ts";
import { openWorkspace, type Workspace } from "./open.ts";
import type { DoctorCheck, OpenOptions } from "./types.ts";

/** Least free bytes on the workspace's disk that are no cause for worry. */
const comfortableBytes = 1_000_000_000;

/** An upload in parts that began so long ago is nobody's any more. */
const uploadMs = 86_400_000;

/**
 * Look at everything that must be right for Tidemark to work here; a failed check is no error. Changes nothing, unless
 * with `fix`: then what killed writers left behind is removed, unfinished files and uploads, and never what counts.
 */
export async function doctor(
  options: OpenOptions,
  { fix = false, now = Date.now() }: { readonly fix?: boolean; readonly now?: number } = {},
): Promise<readonly DoctorCheck[]> {
  const checks: DoctorCheck[] = [nodeVersion()];
  const opened = await attempt("configuration", async () => {
    const workspace = await openWorkspace(options);
    return { workspace, detail: `${workspace.dir}, timezone ${workspace.config.timezone.name}` };
  });
  checks.push(opened.check);
  if (opened.result === null) return checks;
  const ws = opened.result.workspace;
  checks.push(await diskSpace(ws));
  checks.push((await attempt("query engine", async () => ({ detail: await engineVersion() }))).check);
  checks.push(
    (
      await attempt("lake", async () => {
        const { version, files } = await (await ws.lake()).snapshot();
        return { detail: `${ws.lakeUrl}: ${version} commits, ${files.length} files` };
      })
    ).check,
  );
  checks.push(
    (
      await attempt("warehouse", async () => {
        const warehouse = await ws.warehouse();
        await warehouse.checkFiles();
        const newest = await warehouse.newest();
        return { detail: newest === null ? "nothing loaded yet" : `${warehouse.location}: generation ${newest}` };
      })
    ).check,
  );
  checks.push((await attempt("leavings", () => leavings(ws, { fix, now }))).check);
  await ws.close();
  return checks;
}

/** What killed writers left behind; it does not count, and only takes room. */
async function leavings(
  ws: Workspace,
  { fix, now }: { readonly fix: boolean; readonly now: number },
): Promise<{ readonly detail: string }> {
  const lake = await ws.lake();
  if (fix) {
    const files = await lake.cleanTemporary();
    const uploads = await lake.giveUpUploads(now - uploadMs);
    return { detail: `${files.length} unfinished files and ${uploads} uploads of more than a day ago removed` };
  }
  const uploads = await lake.unfinishedUploads();
  const old = uploads.filter(({ begunAt }) => begunAt < now - uploadMs);
  if (old.length === 0) return { detail: `${uploads.length} uploads under way` };
  return { detail: `${old.length} uploads never ended; "tidemark doctor --fix" gives them up` };
}

function nodeVersion(): DoctorCheck {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  const ok = major > 20 || (major === 20 && minor >= 19);
  return {
    name: "node",
    ok,
    detail: `Node ${process.versions.node}, timezone database ${process.versions["tz"] ?? "?"}`,
    hint: ok ? null : "Install Node 20.19 or later.",
  };
}

async function engineVersion(): Promise<string> {
  const { version } = await import("@duckdb/node-api");
  return `DuckDB ${version()}`;
}

async function diskSpace({ dir }: Workspace): Promise<DoctorCheck> {
  const name = "disk";
  try {
    await access(dir, constants.W_OK);
    const { bavail, bsize } = await statfs(dir);
    const free = bavail * bsize;
    const ok = free >= comfortableBytes;
    return {
      name,
      ok,
      detail: `${(free / 1e9).toFixed(1)} GB free in ${dir}`,
      hint: ok ? null : "Free some space, or move the workspace with --dir.",
    };
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === "ENOENT") return { name, ok: true, detail: `${dir} will be made when first needed`, hint: null };
    return {
      name,
      ok: false,
      detail: `${dir} cannot be written (${code ?? "unknown"})`,
      hint: "Check its permissions.",
    };
  }
}

interface Attempt<T> {
  readonly check: DoctorCheck;
  readonly result: T | null;
}

async function attempt<T extends { readonly detail: string }>(
  name: string,
  look: () => Promise<T>,
): Promise<Attempt<T>> {
  try {
    const result = await look();
    return { check: { name, ok: true, detail: result.detail, hint: null }, result };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { check: { name, ok: false, detail: error.message, hint: error.hint }, result: null };
  }
}
