import { afterAll, beforeAll, expect, test } from "vitest";
import { type Postgres, startPostgres } from "./postgres.ts";

let postgres: Postgres;

beforeAll(async () => {
  postgres = await startPostgres();
});

afterAll(() => postgres.stop());

test("a real PostgreSQL answers, and orders text by bytes as every engine must", async () => {
  const { rows } = await postgres.client.query(
    "select word from (values ('a'), ('B'), ('é'), ('z')) t (word) order by 1",
  );
  expect(rows.map((row) => row.word)).toEqual(["B", "a", "z", "é"]);
});

test("PostgreSQL listens on the loopback address alone", async () => {
  const { rows } = await postgres.client.query("select host(inet_server_addr()) as address");
  expect(rows).toEqual([{ address: "127.0.0.1" }]);
});
