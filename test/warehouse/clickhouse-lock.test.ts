import { afterAll, beforeAll, expect, test } from "vitest";
import { readWarehouseAddress } from "../../src/warehouse/address.ts";
import { type Http, openHttp } from "../../src/warehouse/clickhouse/http.ts";
import { takeLock } from "../../src/warehouse/clickhouse/lock.ts";
import { type Clickhouse, startClickhouse } from "../services/clickhouse.ts";

let service: Clickhouse;
let http: Http;
const place = { database: "default", shown: "clickhouse://here" };

beforeAll(async () => {
  service = await startClickhouse();
  const address = readWarehouseAddress(service.url);
  if (address.kind === "duckdb") throw new Error("A ClickHouse is a server");
  http = await openHttp(address, "default");
});
afterAll(async () => {
  await http.close();
  await service.stop();
});

test("of two loads in one process the second is told of the first, and goes once that has ended", async () => {
  const release = await takeLock(http, place);
  await expect(takeLock(http, place)).rejects.toMatchObject({
    code: "conflict",
    message: expect.stringContaining(`process ${process.pid} `),
  });
  await release();
  await (
    await takeLock(http, place)
  )();
});

test("a load that lost the line before it could leave keeps no later load of its process away", async () => {
  const broken: Http = {
    ...http,
    execute: (statement) =>
      statement.sql.startsWith("alter table") ? Promise.reject(new Error("cut off")) : http.execute(statement),
  };
  const release = await takeLock(broken, place);
  await expect(release()).rejects.toThrow("cut off");
  await (
    await takeLock(http, place)
  )();
});
