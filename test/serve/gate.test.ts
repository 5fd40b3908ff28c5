import { expect, it } from "vitest";
import { createGate } from "../../src/serve/gate.ts";

it("a question whose asker has left is not worked for when its turn comes", async () => {
  const gate = createGate({ running: 1, waiting: 10 });
  let release: () => void = () => undefined;
  const first = gate.run(
    () => new Promise<void>((go) => (release = go)),
    () => true,
  );
  const done: string[] = [];
  const left = gate.run(
    async () => done.push("left"),
    () => false,
  );
  const stayed = gate.run(
    async () => done.push("stayed"),
    () => true,
  );
  await Promise.resolve();
  expect([gate.running, gate.waiting]).toEqual([1, 2]);
  release();
  await first;
  await expect(left).rejects.toMatchObject({ status: 503 });
  await stayed;
  expect(done).toEqual(["stayed"]);
  expect([gate.running, gate.waiting]).toEqual([0, 0]);
});

it("what is soon answered goes before what takes long, but not for ever", async () => {
  const gate = createGate({ running: 1, waiting: 100 });
  let release: () => void = () => undefined;
  const first = gate.run(
    () => new Promise<void>((go) => (release = go)),
    () => true,
  );
  const done: string[] = [];
  const ask = (name: string, isLong: boolean) =>
    gate.run(
      async () => done.push(name),
      () => true,
      isLong,
    );
  const asked = [ask("long", true), ...Array.from({ length: 20 }, (_, i) => ask(`short ${i}`, false))];
  await Promise.resolve();
  release();
  await Promise.all([first, ...asked]);
  expect(done.indexOf("long")).toBe(8);
  expect(done.filter((name) => name !== "long")).toEqual(Array.from({ length: 20 }, (_, i) => `short ${i}`));
});

it("a question that fails makes room for the next", async () => {
  const gate = createGate({ running: 1, waiting: 1 });
  await expect(
    gate.run(
      async () => Promise.reject(new Error("broken")),
      () => true,
    ),
  ).rejects.toThrow("broken");
  expect(
    await gate.run(
      async () => "answered",
      () => true,
    ),
  ).toBe("answered");
});
