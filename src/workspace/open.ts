import { access, constants, mkdir, stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { UserError } from "../schema/user-error.ts";
import { type Lake, openLake } from "../lake/lake.ts";
import { payingPolicyOf } from "../metrics/policy/arr-policy.ts";
import { readWarehouseAddress, type WarehouseAddress } from "../warehouse/address.ts";
import { openWarehouse } from "../warehouse/open-warehouse.ts";
import type { Warehouse, WarehouseSettings } from "../warehouse/warehouse.ts";
import { type Config, readConfig } from "./config.ts";
import { configName, locateWorkspace } from "./locate.ts";
import { openReaders, type Readers } from "./readers.ts";
import type { OpenOptions } from "./types.ts";

/** An open workspace: its folder, its settings, and its lake and warehouse, each opened when first needed. */
export interface Workspace {
  readonly dir: string;
  readonly config: Config;
  readonly settings: WarehouseSettings;
  readonly quarantineDir: string;
  readonly scratchDir: string;
  /** Where the lake is, whether or not it was opened. */
  readonly lakeUrl: string;
  /** The address of the warehouse, with whatever password it holds. */
  readonly warehouseUrl: string;
  /** Address of an S3 other than Amazon's, for the lake and for what is imported. */
  readonly lakeEndpoint: string | undefined;
  lake(): Promise<Lake>;
  warehouse(): Promise<Warehouse>;
  /** Another warehouse that is filled from this lake; whoever asks for it closes it. */
  warehouseAt(address: WarehouseAddress): Promise<Warehouse>;
  readonly readers: Readers;
  close(): Promise<void>;
}

/** Open the workspace that `options` names. Nothing is written and no engine is started until it is needed. */
export async function openWorkspace(options: OpenOptions): Promise<Workspace> {
  const dir = locateWorkspace(options.dir);
  await checkFolder(dir);
  const config = await readConfig(join(dir, configName));
  const lakeUrl = options.lake ?? config.lake.url ?? join(dir, "lake");
  const endpoint = options.lakeEndpoint ?? config.lake.endpoint;
  const localFolder = join(dir, "warehouse");
  const given = options.warehouse ?? process.env["TIDEMARK_WAREHOUSE"] ?? config.warehouse;
  const warehouseUrl = given ?? `duckdb:${localFolder}`;
  const address = readWarehouseAddress(warehouseUrl);
  const isLocal = !/^[a-z0-9]+:\/\//i.test(lakeUrl);

  let lake: Promise<Lake> | null = null;
  let warehouse: Promise<Warehouse> | null = null;
  const workspace: Workspace = {
    dir,
    config,
    settings: {
      timezone: config.timezone,
      calendar: { weekStart: config.weekStart, fiscalYearStartMonth: config.fiscalYearStartMonth },
      policy: payingPolicyOf(config.policy, config.graceDays),
    },
    quarantineDir: join(dir, "quarantine"),
    scratchDir: join(dir, "scratch"),
    lakeUrl,
    lakeEndpoint: endpoint,
    warehouseUrl,
    lake() {
      lake ??= openLake({
        url: isLocal ? resolve(options.lake === undefined ? dir : process.cwd(), lakeUrl) : lakeUrl,
        cacheDir: join(dir, "cache"),
        ...(endpoint === undefined ? {} : { endpoint }),
        encoding: config.lake.encoding,
        cacheBytes: config.lake.cacheBytes,
      });
      return lake;
    },
    warehouse() {
      warehouse ??= workspace.warehouseAt(address);
      return warehouse;
    },
    warehouseAt(where) {
      return openWarehouse(where, { dir, localFolder, lake: () => workspace.lake(), scratchDir: workspace.scratchDir });
    },
    readers: openReaders(() => workspace.warehouse()),
    async close() {
      await workspace.readers.close();
      await (await warehouse?.catch(() => null))?.close();
      await (await lake?.catch(() => null))?.close();
    },
  };
  return workspace;
}

async function checkFolder(dir: string): Promise<void> {
  const found = await stat(dir).catch(() => null);
  if (found !== null && !found.isDirectory()) {
    throw new UserError("config", `${dir} is a file, not a workspace folder.`, "Name a folder with --dir.");
  }
}

/** Make the workspace's folder before something is written into it. UserError `config` where that is not allowed. */
export async function makeWorkspaceFolder({ dir }: Workspace): Promise<void> {
  try {
    await mkdir(dir, { recursive: true });
    await access(dir, constants.W_OK);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? "unknown";
    throw new UserError(
      "config",
      `The workspace folder ${dir} cannot be written (${code}).`,
      "Check its permissions or name another with --dir.",
    );
  }
}
