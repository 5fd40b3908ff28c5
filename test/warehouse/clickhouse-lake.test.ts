import { GetObjectCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { sql } from "../../src/sql/fragment.ts";
import { readWarehouseAddress } from "../../src/warehouse/address.ts";
import type { Reader } from "../../src/warehouse/warehouse.ts";
import { type Clickhouse, startClickhouse } from "../services/clickhouse.ts";
import { missingS3Programs, type S3Service, startS3 } from "../services/s3.ts";
import { makePlace, type Place } from "../workspace/place.ts";
import { awkwardEvents } from "./awkward-data.ts";
import { sortedRows } from "./postgres-copy.ts";

// Whole loads over a network, one after another: on a busy machine they take their time.
vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 });

const missing = missingS3Programs();
const needs = missing.length === 0 ? "" : ` (needs ${missing.join(", ")})`;

describe.skipIf(missing.length > 0)(`a ClickHouse that reads the lake from S3 by itself${needs}`, () => {
  let s3: S3Service;
  let service: Clickhouse;
  let place: Place;
  let bucket = "";
  let databases = 0;

  beforeAll(async () => {
    [s3, service] = await Promise.all([startS3(), startClickhouse()]);
    bucket = await s3.makeBucket();
    vi.stubEnv("AWS_ACCESS_KEY_ID", s3.accessKey);
    vi.stubEnv("AWS_SECRET_ACCESS_KEY", s3.secretKey);
    vi.stubEnv("AWS_REGION", s3.region);
    place = await makePlace(
      { timezone: "Europe/Berlin" },
      { lake: `s3://${bucket}/company`, lakeEndpoint: s3.endpoint },
    );
    await place.events(awkwardEvents, "2026-04-02T10:30:00Z");
    await place.load();
    await nameCollection("tidemark_lake", "company", s3.secretKey);
    await nameCollection("another_lake", "nobody", s3.secretKey);
    await nameCollection("refused_lake", "company", "no-such-secret");
  });
  afterAll(async () => {
    vi.unstubAllEnvs();
    await place.clear();
    await service.stop();
    await s3.stop();
  });

  async function nameCollection(name: string, prefix: string, secret: string): Promise<void> {
    const { host, username, password } = new URL(service.url);
    const body = `create named collection ${name} as url = '${s3.endpoint}/${bucket}/${prefix}/',
      access_key_id = '${s3.accessKey}', secret_access_key = '${secret}'`;
    const headers = { "x-clickhouse-user": username, "x-clickhouse-key": password };
    const answer = await fetch(`http://${host}/`, { method: "POST", headers, body });
    if (!answer.ok) throw new Error(await answer.text());
  }

  const newDatabase = async (collection: string) => {
    const address = `${await service.database(`lake_${++databases}`)}?lake=${collection}`;
    return place.ws.warehouseAt(readWarehouseAddress(address));
  };
  const loading = async () => ({ lake: await place.ws.lake(), settings: place.ws.settings });
  const eventsOf = async (reader: Reader): Promise<readonly string[]> => {
    const columns = sql`"event_id", "user_id", "event_name", "occurred_at", "received_at", "source_seq", "platform", "country", "user_type", "properties", "event_date"`;
    return sortedRows(await reader.run(sql`select ${columns} from "event"`));
  };

  async function expectLocalEvents(warehouse: Awaited<ReturnType<typeof newDatabase>>, count: number): Promise<void> {
    await place.load();
    const reader = await warehouse.open();
    if (reader === null) throw new Error("Nothing was loaded");
    const here = await place.ws.readers.use(eventsOf);
    expect(here).toHaveLength(count);
    expect(await eventsOf(reader)).toEqual(here);
    await reader.close();
  }

  test("publishes nothing where it is shown another lake, refused, or given other bytes than the log names", async () => {
    const attempts = [
      ["another_lake", { code: "unreachable", message: expect.stringContaining("cannot read the lake") }],
      ["refused_lake", { code: "unreachable", message: expect.stringContaining("cannot read the lake") }],
      ["no_such_lake", { code: "unreachable", message: expect.stringContaining("no named collection") }],
    ] as const;
    for (const [collection, refusal] of attempts) {
      const warehouse = await newDatabase(collection);
      await expect(warehouse.load(await loading()), collection).rejects.toMatchObject(refusal);
      expect(await warehouse.newest()).toBeNull();
      await warehouse.close();
    }
    const [file] = (await (await place.ws.lake()).snapshot()).files;
    if (file === undefined) throw new Error("The lake holds no file");
    const object = { Bucket: bucket, Key: `company/${file.path}` };
    const { Body } = await s3.client.send(new GetObjectCommand(object));
    const whole = (await Body?.transformToByteArray()) ?? new Uint8Array();
    await s3.client.send(
      new PutObjectCommand({ ...object, Body: whole.map((byte, i) => (i === 40 ? byte ^ 1 : byte)) }),
    );
    const warehouse = await newDatabase("tidemark_lake");
    await expect(warehouse.load(await loading())).rejects.toMatchObject({
      code: "integrity",
      message: expect.stringContaining(file.path),
    });
    expect(await warehouse.newest()).toBeNull();
    await s3.client.send(new PutObjectCommand({ ...object, Body: whole }));
    expect(await warehouse.load(await loading())).toMatchObject({ generation: 1 });
    await warehouse.close();
  });

  test("holds each event once after every load, repeated ids and aliases as they count", async () => {
    const warehouse = await newDatabase("tidemark_lake");
    expect(await warehouse.load(await loading())).toMatchObject({ generation: 1, events: 17 });
    await expectLocalEvents(warehouse, 17);
    expect(await warehouse.load(await loading())).toMatchObject({ generation: 1, upToDate: true });
    await place.events(
      "event_id,user_id,event_name,occurred_at\na1,ann,editor_opened,2025-12-31T23:30:00Z\nz1,zoë,editor_opened,2026-03-29T02:00:00Z\n",
      "2026-04-02T11:00:00Z",
    );
    expect(await warehouse.load(await loading())).toMatchObject({ generation: 2, conflicts: 1 });
    await expectLocalEvents(warehouse, 18);
    await place.aliases("alias_id,user_id\nzoë,ann\n");
    expect(await warehouse.load(await loading())).toMatchObject({ generation: 3 });
    await expectLocalEvents(warehouse, 18);
    await warehouse.checkFiles();
    await warehouse.close();
  });
});
