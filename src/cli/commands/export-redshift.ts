import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Command } from "commander";
import { examples } from "../examples.ts";
import { type DataFlags, withDataFlags } from "../flags.ts";
import { print } from "../print/print.ts";
import type { Terminal } from "../terminal.ts";
import { watched, withWorkspace } from "../with-workspace.ts";

interface RedshiftFlags extends DataFlags {
  readonly out: string;
  readonly force?: boolean;
  readonly role: string;
  readonly region?: string;
  readonly schema?: string;
  readonly manifests: string;
  readonly unload?: string;
}

/** `tidemark export redshift`: manifests and SQL with which a cluster copies the lake's tables as they are. */
export function exportRedshift(command: Command, terminal: Terminal): void {
  const inner = command.command("redshift").description("write manifests and SQL that copy the lake into Redshift");
  examples(inner, [
    "tidemark export redshift --role arn:aws:iam::123456789012:role/copy --manifests s3://bucket/manifests --out redshift",
  ]);
  inner
    .requiredOption("--out <folder>", "where the files go; it is made where it is missing")
    .requiredOption("--role <arn>", "the IAM role that the cluster reads S3 under")
    .requiredOption("--manifests <place>", "s3://BUCKET/PREFIX that you will put the manifests in")
    .option("--unload <place>", "also write UNLOAD statements to s3://BUCKET/PREFIX")
    .option("--region <name>", "region of the bucket that is unloaded to, where it is not the cluster's")
    .option("--schema <name>", "the schema of the tables (default: tidemark)")
    .option("--force", "replace files that are there");
  withDataFlags(inner).action(async (flags: RedshiftFlags) => {
    const { out, force = false, role, region, schema, manifests: manifestsAt, unload: unloadTo } = flags;
    const files = await withWorkspace(flags, async (ws) => {
      const [{ redshiftScripts }, { publish }] = await Promise.all([
        import("../../workspace/redshift-scripts.ts"),
        import("../../handoff/file/publish.ts"),
      ]);
      const options = { role, region, schema, manifestsAt, unloadTo };
      const texts = await watched({ terminal, flags }, (onProgress) => redshiftScripts(ws, options, onProgress));
      await publish({ out, force, names: [...texts.keys()] }, async (folder) => {
        for (const [name, text] of texts) await writeFile(join(folder, name), text);
      });
      return [...texts.keys()];
    });
    const sheet = { columns: [{ name: "name", unit: "text" }], rows: files.map((name) => ({ name })) };
    print(terminal, flags.format, { json: { out, files }, sheet });
  });
}
