import { join } from "node:path";
import { tableText } from "../../src/cli/print/table.ts";
import { openWorkspace } from "../../src/workspace/open.ts";

/** The rows of a query that a page shows, asked of the workspace in `cwd`; files in it are named from there. */
export async function askedInSql(source: string, cwd: string): Promise<string> {
  const workspace = await openWorkspace({ dir: join(cwd, ".tidemark") });
  try {
    // The reader opens the lake's files where it sees their table's quoted name.
    const text = source
      .replaceAll(/\bfrom event\b/g, 'from "event"')
      .replaceAll(/read_csv\('([^']+)'/g, (_, path: string) => `read_csv('${join(cwd, path)}'`);
    const rows = await workspace.readers.use((reader) => reader.run({ kind: "fragment", texts: [text], nodes: [] }));
    const columns = Object.entries(rows[0] ?? {}).map(([name, value]) => ({
      name,
      unit: typeof value === "number" ? "count" : "text",
    }));
    return tableText({ columns, rows }, { width: null, useColor: false });
  } finally {
    await workspace.close();
  }
}
