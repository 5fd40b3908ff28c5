import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { bucketPlaces, folderPlaces } from "./places.ts";

const text = (value: string): Uint8Array => new TextEncoder().encode(value);

for (const { name, available, start, make, stop } of [folderPlaces(), bucketPlaces()]) {
  describe.skipIf(!available)(`a store in ${name}`, () => {
    beforeAll(start);
    afterAll(stop);

    test("lets exactly one of eight writers put an object that is not there, and keeps it whole", async () => {
      const store = await (await make()).openStore();
      const bodies = Array.from({ length: 8 }, (_, n) => text(`writer ${n} `.repeat(1000)));
      const outcomes = await Promise.all(bodies.map((body) => store.putIfAbsent("_log/race.json", body)));
      expect(outcomes.filter((outcome) => outcome === "created")).toHaveLength(1);
      expect(
        Buffer.from((await store.get("_log/race.json")) ?? []).equals(bodies[outcomes.indexOf("created")] ?? text("")),
      ).toBe(true);
    });

    test("lists an object and all below a name, each with a mark that changes when its bytes do", async () => {
      const store = await (await make()).openStore();
      try {
        for (const key of ["in/a.csv", "in/deep/b.csv", "in-between.csv"]) await store.put(key, text(key));
        const marks = async (prefix: string) =>
          Object.fromEntries((await store.listMarked(prefix)).map(({ key, mark }) => [key, mark]));
        const before = await marks("in");
        expect(Object.keys(before).toSorted()).toEqual(["in/a.csv", "in/deep/b.csv"]);
        expect(Object.keys(await marks("")).toSorted()).toEqual(["in-between.csv", ...Object.keys(before)].toSorted());
        expect(await marks("in/a.csv")).toEqual({ "in/a.csv": before["in/a.csv"] });
        expect(await marks("nothing")).toEqual({});
        await store.put("in/a.csv", text("longer than before"));
        const after = await marks("in");
        expect(after["in/deep/b.csv"]).toBe(before["in/deep/b.csv"]);
        expect(after["in/a.csv"]).not.toBe(before["in/a.csv"]);
      } finally {
        await store.close();
      }
    });
  });
}
