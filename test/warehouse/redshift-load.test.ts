import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { fileStore } from "../../src/lake/store/file-store.ts";
import { readWarehouseAddress } from "../../src/warehouse/address.ts";
import { renderManifest } from "../../src/warehouse/redshift/manifest.ts";
import { redshiftLoader } from "../../src/warehouse/redshift/redshift.ts";
import { checkedRole, unloadStatement } from "../../src/warehouse/redshift/statements.ts";
import { serverTables } from "../../src/warehouse/server/served-tables.ts";

const access = { role: "arn:aws:iam::123456789012:role/tidemark-copy", region: "eu-west-1" };

test("a load's statements are the ones that people read and approved", async () => {
  const folder = await mkdtemp(join(tmpdir(), "tidemark-redshift-"));
  const statements: string[] = [];
  const run = async (sql: string) => void statements.push(sql);
  // The folder stands for the bucket: what is put there is what the cluster would be told to read.
  const store = { ...fileStore(join(folder, "bucket")), url: "s3://bucket/staging" };
  const loader = redshiftLoader({ run, query: async () => [], store, schema: "tidemark", role: access.role });
  await loader.createTables(serverTables);
  const path = join(folder, "chunk-7-42.tmp");
  await writeFile(path, "PAR1");
  const [event, generation] = ["event", "tidemark_generation"].map((name) =>
    serverTables.find((table) => table.name === name),
  );
  if (event === undefined || generation === undefined) throw new Error("A table left the server");
  await loader.insert(event, { path, rows: 1, months: ["2026-01"] });
  await loader.insertRows(generation, [[1, '{"note":"it\'s \\\\ here"}']]);
  await loader.remove(event, { column: "chunk", values: [42, 43] });
  const text = `${statements.join(";\n\n")};\n`;
  await expect(text).toMatchFileSnapshot("../golden/redshift/load.sql");
  const manifest = /from 's3:\/\/bucket\/staging\/([^']+)'/.exec(text)?.[1] ?? "";
  expect(JSON.parse(await readFile(join(folder, "bucket", manifest), "utf8"))).toEqual({
    entries: [{ url: "s3://bucket/staging/event/chunk-7-42.parquet", mandatory: true, meta: { content_length: 4 } }],
  });
  expect(await readFile(join(folder, "bucket/event/chunk-7-42.parquet"), "utf8")).toBe("PAR1");
  await rm(folder, { recursive: true, force: true });
});

test("an export by UNLOAD is the statement that people read and approved", async () => {
  const text = unloadStatement('select \'it\'\'s\' as "new" from "tidemark"."event"', "s3://bucket/out/", access);
  await expect(`${text};\n`).toMatchFileSnapshot("../golden/redshift/unload.sql");
});

test("a manifest lists every object as one that must be there, with its length", () => {
  expect(JSON.parse(renderManifest([{ url: "s3://b/a.parquet", bytes: 12 }]))).toEqual({
    entries: [{ url: "s3://b/a.parquet", mandatory: true, meta: { content_length: 12 } }],
  });
});

test.each([[null], [""], ["tidemark-copy"], ["arn:aws:iam::1:role/x"], ["arn:aws:iam::123456789012:role/x' y"]])(
  "an address with the role %s is refused before anything is sent",
  (role) => {
    expect(() => checkedRole(role)).toThrow(expect.objectContaining({ code: "config" }));
  },
);

test("an address shows neither its user nor its password nor its role", () => {
  const address = readWarehouseAddress(
    "redshift://ann:canary@cluster.example:5439/dev?role=arn:aws:iam::123456789012:role/canary",
  );
  expect(address).toMatchObject({ kind: "redshift", shown: "redshift://cluster.example:5439/dev" });
});
