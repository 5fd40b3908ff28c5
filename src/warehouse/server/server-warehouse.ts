import type { Snapshot } from "../../lake/lake.ts";
import { UserError } from "../../schema/user-error.ts";
import { openExporter } from "../duckdb/export.ts";
import { filesOfGenerations } from "../duckdb/generation-file.ts";
import { loadInto, nothingNew } from "../duckdb/load.ts";
import { askedFor, policyOf, settingsText } from "../duckdb/plan-load.ts";
import type { LoadOptions, LoadOutcome, Warehouse } from "../warehouse.ts";
import { countedChunks, listedNumbers, readChunks, readNewest, type ServerRecord } from "./generations.ts";
import { publish } from "./publish.ts";
import { readerOf } from "./read-generation.ts";
import { servedTables, serverTables } from "./served-tables.ts";
import type { Server } from "./server.ts";

/** What a warehouse on a server needs on this machine. */
export interface ServerWarehouseOptions {
  /** Connects at the first call. */
  readonly connect: () => Promise<Server>;
  readonly kind: Server["kind"];
  readonly location: string;
  /** The folder of the local DuckDB generations that it is filled from. */
  readonly localFolder: string;
  readonly scratchDir: string;
}

/**
 * A warehouse on a server. A load brings the local DuckDB generation to the lake's newest commit, which settles what
 * counts, and then makes the server hold the same rows; questions run on the server alone.
 */
export function openServerWarehouse(options: ServerWarehouseOptions): Warehouse {
  const { kind, location } = options;
  let server: Promise<Server> | null = null;
  const connected = () => (server ??= options.connect());
  const newest = async (): Promise<ServerRecord | null> => {
    const open = await connected();
    return (await open.hasTables()) ? readNewest(open, open) : null;
  };
  return {
    kind,
    location,
    newest: async () => (await newest())?.number ?? null,
    async open() {
      const record = await newest();
      return record === null ? null : readerOf(await connected(), { ...record, policy: policyOf(record.settings) });
    },
    load: async (loading) => loadServer(await connected(), loading, options),
    // The server reads nothing from the lake; the next load goes on from the local generation.
    neededFiles: () => filesOfGenerations(options.localFolder),
    async checkFiles() {
      const record = await newest();
      if (record !== null) await checkRows(await connected(), record.number);
    },
    async close() {
      await (await server?.catch(() => null))?.close();
    },
  };
}

async function loadServer(server: Server, loading: LoadOptions, options: ServerWarehouseOptions): Promise<LoadOutcome> {
  if (loading.dryRun === true) return whatIsNew(server, loading);
  const { warnings } = await loadInto(options.localFolder, loading);
  return server.load(async (loader) => {
    await loader.createTables(serverTables);
    const held = await readNewest(loader, server);
    const exporter = await openExporter(options.localFolder, loading.lake);
    try {
      const { record } = exporter;
      refuseOlderLake(record.lakeVersion, held);
      const anew = loading.anew === true;
      if (held !== null && !anew && isSame(held, record)) return { ...nothingNew, generation: held.number };
      // A load that was killed may have left its list under a number without publishing it: that number is never used.
      const number = 1 + Math.max(held?.number ?? 0, ...(await listedNumbers(loader, server)));
      const { onStep } = loading;
      const published = { ...record, number };
      await publish(loader, {
        server,
        exporter,
        held,
        anew,
        record: published,
        views: loading.views?.({ ...published, policy: policyOf(published.settings) }) ?? [],
        scratchDir: options.scratchDir,
        ...(onStep === undefined ? {} : { onStep }),
      });
      const rebuilt = anew
        ? askedFor
        : held !== null && held.settings !== record.settings
          ? "settings of time or policy changed, or a newer version builds more"
          : null;
      const since = rebuilt === null ? (held?.lakeVersion ?? 0) : 0;
      return {
        ...nothingNew,
        ...countNew(await loading.lake.snapshot(), since),
        ...(await exporter.repeatedAfter(since)),
        generation: number,
        upToDate: false,
        rebuilt,
        warnings,
      };
    } finally {
      exporter.close();
    }
  });
}

/** What a load would bring; whether anything of it is a duplicate only the load finds out. */
async function whatIsNew(server: Server, { lake, settings, anew }: LoadOptions): Promise<LoadOutcome> {
  const held = (await server.hasTables()) ? await readNewest(server, server) : null;
  const snapshot = await lake.snapshot();
  refuseOlderLake(snapshot.version, held);
  const generation = held?.number ?? 0;
  if (anew === true) return { ...nothingNew, ...countNew(snapshot, 0), generation, upToDate: false, rebuilt: askedFor };
  if (held !== null && isSame(held, { lakeVersion: snapshot.version, settings: settingsText(settings) }))
    return { ...nothingNew, generation };
  return { ...nothingNew, ...countNew(snapshot, held?.lakeVersion ?? 0), generation, upToDate: false };
}

function isSame(
  held: ServerRecord,
  { lakeVersion, settings }: Pick<ServerRecord, "lakeVersion" | "settings">,
): boolean {
  return held.lakeVersion === lakeVersion && held.settings === settings;
}

/** Commits after `since`, and the rows of their files. */
function countNew(
  { commits, files }: Snapshot,
  since: number,
): Pick<LoadOutcome, "commits" | "events" | "subscriptions"> {
  const rows = (table: string) =>
    files.filter((file) => file.table === table && file.commit > since).reduce((sum, file) => sum + file.rows, 0);
  return {
    commits: commits.filter(({ number }) => number > since).length,
    events: rows("event"),
    subscriptions: rows("subscription"),
  };
}

function refuseOlderLake(version: number, held: ServerRecord | null): void {
  if (held === null || version >= held.lakeVersion) return;
  throw new UserError(
    "integrity",
    `The lake's log ends at commit ${version}, but the warehouse holds commits up to ${held.lakeVersion}.`,
    "The lake lost commits, or it is another one: restore it, or load into another schema or database.",
  );
}

/** UserError `integrity` where a chunk of generation `number` has more or fewer rows than were sent. */
async function checkRows(server: Server, number: number): Promise<void> {
  const chunks = await readChunks(server, server, number);
  for (const { name } of servedTables) {
    const counted = await countedChunks(server, server, name);
    const wrong = chunks.find(({ table, chunk, rows }) => table === name && (counted.get(chunk) ?? 0) !== rows);
    if (wrong === undefined) continue;
    throw new UserError(
      "integrity",
      `${server.location} holds ${counted.get(wrong.chunk) ?? 0} rows of ${name} ${wrong.key}; ${wrong.rows} were loaded.`,
      'Run "tidemark rebuild" with this warehouse: its tables are filled anew from the lake.',
    );
  }
}
