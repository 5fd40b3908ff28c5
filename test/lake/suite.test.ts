import { readFile } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { commitDraft } from "../../src/lake/commit.ts";
import type { CommitDraft, Lake, NewFile } from "../../src/lake/lake.ts";
import { commitKey, emptySnapshot } from "../../src/lake/log.ts";
import type { Store } from "../../src/lake/store/store.ts";
import { UserError } from "../../src/schema/user-error.ts";
import { event } from "../../src/schema/tables/event.ts";
import { bucketPlaces, folderPlaces } from "./places.ts";
import { events, readParquet } from "./rows.ts";

const draft = (batchId: string, add: readonly NewFile[] = [], remove: readonly string[] = []): CommitDraft => ({
  operation: "test",
  batchId,
  add,
  remove,
  through: { events: null, subscriptions: null },
  details: { why: "a test" },
});

const addEvents = (lake: Lake, name: string, from: number): Promise<NewFile> =>
  lake.add({ table: event, name: `event/month=2026-01/${name}.parquet`, batches: [events(from, 10)] });

const text = (value: string): Uint8Array => new TextEncoder().encode(value);

for (const { name, available, start, make, stop } of [folderPlaces(), bucketPlaces()]) {
  describe.skipIf(!available)(`a lake in ${name}`, () => {
    beforeAll(start);
    afterAll(stop);

    test("is empty before anyone writes to it", async () => {
      const lake = await (await make()).open();
      expect(await lake.snapshot()).toEqual({ version: 0, files: [], commits: [] });
      expect(await lake.findBatch("b")).toBeNull();
    });

    test("shows a file once a commit names it, not before", async () => {
      const place = await make();
      const lake = await place.open({ now: () => 1_767_225_600_123_456 });
      const file = await addEvents(lake, "0001-1", 0);
      expect((await (await place.open()).snapshot()).files).toEqual([]);

      const { commit, alreadyDone } = await lake.commit(draft("b1", [file]));
      expect(alreadyDone).toBe(false);
      expect(commit).toMatchObject({
        number: 1,
        batchId: "b1",
        committedAt: 1_767_225_600_123_456,
        details: { why: "a test" },
      });
      const reader = await place.open();
      const snapshot = await reader.snapshot();
      expect(snapshot).toEqual({ version: 1, files: [{ ...file, commit: 1 }], commits: [commit] });
      expect(await reader.findBatch("b1")).toEqual(commit);

      const [stored] = snapshot.files;
      const rows = stored === undefined ? [] : await readParquet(event, await reader.localPath(stored));
      expect(rows.map((row) => row[0])).toEqual(Array.from({ length: 10 }, (_, n) => `e${n}`));
    });

    test("takes the same batch twice as one commit, also from two writers at once", async () => {
      const place = await make();
      const lakes = await Promise.all([place.open(), place.open()]);
      const done = await Promise.all(lakes.map((lake) => lake.commit(draft("b"))));
      expect(done.filter((each) => !each.alreadyDone)).toHaveLength(1);
      expect((await lakes[0]?.commit(draft("b")))?.alreadyDone).toBe(true);
      expect((await lakes[0]?.snapshot())?.version).toBe(1);
    });

    test("gives eight writers that race eight numbers, and loses none of their files", async () => {
      const place = await make();
      const lakes = await Promise.all(Array.from({ length: 8 }, () => place.open()));
      const files = await Promise.all(lakes.map((lake, n) => addEvents(lake, `writer-${n}`, n * 10)));
      const done = await Promise.all(lakes.map((lake, n) => lake.commit(draft(`b${n}`, files.slice(n, n + 1)))));
      expect(new Set(done.map(({ commit }) => commit.number))).toEqual(new Set([1, 2, 3, 4, 5, 6, 7, 8]));
      const { files: stored, commits } = await (await place.open()).snapshot();
      expect(stored.map(({ path }) => path).toSorted()).toEqual(files.map(({ path }) => path).toSorted());
      expect(new Set(commits.map(({ token }) => token)).size).toBe(8);
    });

    test("rebases on what others have committed meanwhile", async () => {
      const place = await make();
      const [first, second] = [await place.open(), await place.open()];
      const old = await addEvents(first, "old", 0);
      await first.commit(draft("b1", [old]));
      await second.snapshot();
      await first.commit(draft("b2", [await addEvents(first, "new", 10)], [old.path]));
      await second.commit(draft("b3", [await addEvents(second, "newer", 20)]));
      const { version, files } = await second.snapshot();
      expect(version).toBe(3);
      expect(files.map(({ path, commit }) => [path, commit])).toEqual([
        ["event/month=2026-01/new.parquet", 2],
        ["event/month=2026-01/newer.parquet", 3],
      ]);
    });

    test("refuses to remove a file that another commit has removed", async () => {
      const place = await make();
      const [first, second] = [await place.open(), await place.open()];
      const old = await addEvents(first, "old", 0);
      await first.commit(draft("b1", [old]));
      await second.snapshot();
      await first.commit(draft("b2", [], [old.path]));
      await expect(second.commit(draft("b3", [], [old.path]))).rejects.toMatchObject({
        code: "conflict",
        message: "Another commit has removed event/month=2026-01/old.parquet from the lake.",
      });
      await expect(first.commit(draft("b4", [], [old.path]))).rejects.toBeInstanceOf(UserError);
    });

    test("refuses to count one file for two batches", async () => {
      const lake = await (await make()).open();
      const file = await addEvents(lake, "once", 0);
      await lake.commit(draft("b1", [file]));
      await expect(lake.commit(draft("b2", [file]))).rejects.toMatchObject({ code: "conflict" });
      // Nor once it was taken away: then its object may be about to be removed.
      await lake.commit(draft("b3", [], [file.path]));
      await expect(lake.commit(draft("b4", [file]))).rejects.toMatchObject({ code: "conflict" });
      expect([await lake.removeObject(file.path), await lake.removeObject(file.path)]).toEqual([true, false]);
    });

    test("never overwrites a file: equal bytes are the same file, others get their hash into the name", async () => {
      const lake = await (await make()).open();
      const killed = await addEvents(lake, "0001-1", 0);
      expect(await addEvents(lake, "0001-1", 0)).toEqual(killed);
      const other = await addEvents(lake, "0001-1", 100);
      expect(other.path).toBe(`event/month=2026-01/0001-1-${other.sha256.slice(0, 16)}.parquet`);
      expect(await addEvents(lake, "0001-1", 100)).toEqual(other);
      await lake.commit(draft("b", [killed, other]));
      for (const file of (await lake.snapshot()).files) expect(await lake.localPath(file)).toMatch(/\.parquet$/);
    });

    test("knows its own commit when the reply is lost", async () => {
      const place = await make();
      const store = await place.openStore();
      const losing: Store = {
        ...store,
        putIfAbsent: async (key, bytes) => {
          await store.putIfAbsent(key, bytes);
          throw new UserError("unreachable", "The reply was lost.", "");
        },
      };
      const done = await commitDraft(losing, draft("b"), { known: emptySnapshot, now: () => 0 });
      expect(done).toMatchObject({ alreadyDone: false, commit: { number: 1, batchId: "b" } });
      expect((await (await place.open()).snapshot()).version).toBe(1);
    });

    test("tells a failure as a failure when nothing has arrived", async () => {
      const place = await make();
      const store = await place.openStore();
      const failing: Store = {
        ...store,
        putIfAbsent: () => Promise.reject(new UserError("unreachable", "No answer.", "")),
      };
      await expect(commitDraft(failing, draft("b"), { known: emptySnapshot, now: () => 0 })).rejects.toThrow(
        "No answer.",
      );
      expect((await (await place.open()).snapshot()).version).toBe(0);
    });

    test("names the file in which one bit has flipped, and the one that is gone", async () => {
      const place = await make();
      const lake = await place.open();
      const files = [
        await addEvents(lake, "flipped", 0),
        await addEvents(lake, "gone", 100),
        await addEvents(lake, "fine", 200),
      ];
      await lake.commit(draft("b", files));
      const [flipped, gone, fine] = (await lake.snapshot()).files;
      if (flipped === undefined || gone === undefined || fine === undefined)
        throw new Error("Three files were committed.");
      const bytes = await readFile(await lake.localPath(flipped));
      bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 4;
      await place.overwrite(flipped.path, bytes);
      await place.overwrite(gone.path, null);

      const elsewhere = await place.open({ cacheDir: `${await lake.temporaryPath()}-cache` });
      await expect(elsewhere.localPath(flipped)).rejects.toMatchObject({
        code: "integrity",
        message: "The lake's event/month=2026-01/flipped.parquet is not what commit 1 wrote: its SHA-256 differs.",
      });
      await expect(elsewhere.localPath(gone)).rejects.toMatchObject({
        code: "integrity",
        message: "The lake's event/month=2026-01/gone.parquet is missing.",
      });
      expect(await readParquet(event, await elsewhere.localPath(fine))).toHaveLength(10);
    });

    test("leaves a checkpoint every hundred commits, from which a reader goes on", async () => {
      const place = await make();
      const lake = await place.open();
      const file = await addEvents(lake, "first", 0);
      await lake.commit(draft("b1", [file]));
      for (let n = 2; n <= 203; n++) await lake.commit(draft(`b${n}`));
      const store = await place.openStore();
      const checkpoints = (await store.list("_log", "")).filter((key) => key.endsWith(".checkpoint.json"));
      expect(checkpoints).toEqual([
        "_log/00000000000000000100.checkpoint.json",
        "_log/00000000000000000200.checkpoint.json",
      ]);

      // Entries that the newest checkpoint covers are not read again.
      await place.overwrite(commitKey(7), text("gone"));
      const { version, files, commits } = await (await place.open()).snapshot();
      expect({ version, files }).toEqual({ version: 203, files: [{ ...file, commit: 1 }] });
      expect(commits.map(({ batchId }) => batchId)).toEqual(Array.from({ length: 203 }, (_, n) => `b${n + 1}`));
      expect((await (await place.open()).commit(draft("b3"))).alreadyDone).toBe(true);
    });

    test("shows readers whole commits only, while writers go on", async () => {
      const place = await make();
      const [writer, reader] = [await place.open(), await place.open()];
      const pairs = await Promise.all(
        Array.from({ length: 10 }, async (_, n) => [
          await addEvents(writer, `a${n}`, n),
          await addEvents(writer, `b${n}`, n),
        ]),
      );
      const progress = { writing: true };
      const written = (async () => {
        for (const [n, pair] of pairs.entries())
          await writer.commit(draft(`b${n}`, pair, n === 0 ? [] : pairs[n - 1]?.map(({ path }) => path)));
        progress.writing = false;
      })();
      let last = 0;
      while (progress.writing) {
        const { version, files, commits } = await reader.snapshot();
        expect(version).toBeGreaterThanOrEqual(last);
        expect(commits).toHaveLength(version);
        expect(files.map(({ path }) => path)).toEqual(version === 0 ? [] : pairs[version - 1]?.map(({ path }) => path));
        last = version;
      }
      await written;
      expect((await reader.snapshot()).version).toBe(10);
    });

    test("refuses an entry of a newer format, and leaves it as it is", async () => {
      const place = await make();
      const lake = await place.open();
      await lake.commit(draft("b1"));
      const newer = text('{"format": 2, "kind": "unheard of"}');
      const store = await place.openStore();
      await store.putIfAbsent(commitKey(2), newer);
      const refusal = {
        code: "config",
        message: "The lake's _log/00000000000000000002.json has format 2; this Tidemark reads up to 1.",
      };
      await expect(lake.snapshot()).rejects.toMatchObject(refusal);
      await expect(lake.commit(draft("b2"))).rejects.toMatchObject(refusal);
      expect(Buffer.from((await store.get(commitKey(2))) ?? [])).toEqual(Buffer.from(newer));
      expect(await store.get(commitKey(3))).toBeNull();
    });

    test("names the entry of its log that is missing, damaged, or another lake's", async () => {
      const place = await make();
      const lake = await place.open();
      for (const batch of ["b1", "b2", "b3"]) await lake.commit(draft(batch));
      const store = await place.openStore();
      const entry = Buffer.from((await store.get(commitKey(2))) ?? []).toString();
      const other = await (await make()).open();
      for (const batch of ["c1", "b2"]) await other.commit(draft(batch));
      const { commits } = await other.snapshot();

      const faults = [
        null,
        entry.replace('"operation": "test"', '"operation": "tesd"'),
        entry.slice(0, 100),
        JSON.stringify(commits[1]),
        "",
      ];
      for (const fault of faults) {
        await place.overwrite(commitKey(2), fault === null ? null : text(fault));
        await expect((await place.open()).snapshot()).rejects.toMatchObject({
          code: "integrity",
          message: expect.stringContaining("_log/00000000000000000002.json") as string,
        });
      }
      await place.overwrite(commitKey(2), text(entry));
      expect((await (await place.open()).snapshot()).version).toBe(3);
    });
  });
}
