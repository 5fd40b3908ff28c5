import type { CommitRecord, LakeFile, Snapshot } from "../../lake/lake.ts";
import type { PayingPolicy } from "../../rollup/arr-span.ts";
import { UserError } from "../../schema/user-error.ts";
import type { WarehouseSettings } from "../warehouse.ts";
import type { GenerationRecord } from "./generation-file.ts";

/** What a load has to do: nothing, add the new files, or build everything anew and why. */
export type LoadPlan =
  | { readonly kind: "nothing" }
  | { readonly kind: "add"; readonly files: readonly LakeFile[]; readonly commits: readonly CommitRecord[] }
  | {
      readonly kind: "rebuild";
      readonly why: string | null;
      readonly files: readonly LakeFile[];
      readonly commits: readonly CommitRecord[];
    };

/** Raise it whenever stored tables or what fills them change: warehouses of before are then built anew. */
const layout = 9;

/** The settings as one text; two generations with equal texts were built alike. */
export function settingsText({ timezone, calendar, policy }: WarehouseSettings): string {
  return JSON.stringify({ layout, timezone: timezone.name, timezoneVersion: timezone.version, ...calendar, ...policy });
}

/** The policy in the text that `settingsText` made. */
export function policyOf(settings: string): PayingPolicy {
  return JSON.parse(settings) as PayingPolicy;
}

/** Whether a generation with this settings text holds the tables that this version asks. */
export function hasThisLayout(settings: string): boolean {
  return (JSON.parse(settings) as { readonly layout?: unknown }).layout === layout;
}

/** Why everything is built anew where nothing else calls for it. */
export const askedFor = "it was asked for";

/** Tables of the lake that a warehouse is built from. */
export const loadedTables: readonly string[] = ["event", "subscription", "alias", "fx_rate"];

/** What a plan is made from beside the lake. */
interface Planned {
  readonly settings: WarehouseSettings;
  /** The newest generation; null where there is none that can be trusted. */
  readonly held: GenerationRecord | null;
  /** Build everything anew, whatever is held. */
  readonly anew: boolean;
}

/** Compare the lake with what the newest generation holds. */
export function planLoad(snapshot: Snapshot, { settings, held, anew }: Planned): LoadPlan {
  const files = snapshot.files.filter(({ table }) => loadedTables.includes(table));
  const everything = (why: string | null): LoadPlan => ({ kind: "rebuild", why, files, commits: snapshot.commits });
  if (held === null) return everything(anew ? askedFor : null);
  if (snapshot.version < held.lakeVersion) {
    throw new UserError(
      "integrity",
      `The lake's log ends at commit ${snapshot.version}, but the warehouse holds commits up to ${held.lakeVersion}.`,
      "The lake lost commits, or it is another one: restore it, or move the warehouse folder away to start anew.",
    );
  }
  if (anew) return everything(askedFor);
  if (held.settings !== settingsText(settings))
    return everything("settings of time or policy changed, or a newer version builds more");
  const present = new Map(files.map((file) => [file.path, file.sha256]));
  const gone = held.files.find(({ path, sha256 }) => present.get(path) !== sha256);
  if (gone !== undefined) return everything(`${gone.path} is no longer part of the lake`);
  if (held.lakeVersion === snapshot.version) return { kind: "nothing" };
  const known = new Set(held.files.map(({ path }) => path));
  const added = files.filter(({ path }) => !known.has(path));
  if (added.some(({ table }) => table === "alias")) return everything("new aliases say who did what was loaded before");
  return {
    kind: "add",
    files: added,
    commits: snapshot.commits.filter(({ number }) => number > held.lakeVersion),
  };
}
