import { describe, expect, test } from "vitest";
import type { AnswerRow } from "../../src/metrics/answer.ts";
import { readArr } from "../../src/metrics/waterfall/waterfall-question.ts";
import { answerArr, type ArrAnswer } from "../../src/workspace/arr.ts";
import { stateOf } from "../../src/workspace/ask.ts";
import { openWorkspace } from "../../src/workspace/open.ts";
import { readTimezone } from "../../src/workspace/timezone.ts";
import { command, json, workspaceWith } from "./subscriptions-desk.ts";

describe("the waterfall by hand", () => {
  const csv = [
    "subscription_id,user_id,valid_from,valid_to,plan,billing_interval,unit_price_minor,currency,status",
    "s1,ann,2026-01-05,2026-02-10,pro,month,1000,USD,active",
    "s1,ann,2026-02-10,2026-03-10,team,month,1500,USD,active",
    "s1,ann,2026-03-10,,pro,year,10000,USD,active",
    "s2,bob,2026-01-05,2026-02-20,pro,month,1000,USD,active",
    "s3,liu,2026-01-05,2026-02-01,pro,month,1500,JPY,active",
    "s3,liu,2026-02-01,2026-03-01,pro,month,1500,JPY,paused",
    "s3,liu,2026-03-01,,pro,month,1500,JPY,active",
    "",
  ].join("\n");
  const shown = (rows: readonly AnswerRow[], names: readonly string[]) =>
    rows.map((row) => names.map((name) => row[name]).join(" "));

  test("a switch is shown in its slices, and cancels where the slices are not asked for", async () => {
    const dir = await workspaceWith(csv, "2026-04-01");
    const range = ["--from", "2026-02", "--to", "2026-04", "--where", "currency=USD"];
    const whole = await json<ArrAnswer>(dir, "arr", ...range);
    const columns = [
      "opening",
      "expansion",
      "switch_in",
      "contraction",
      "churn",
      "switch_out",
      "closing",
      "cancel_arr",
    ];
    expect(shown(whole.rows, columns)).toEqual(["24000 6000 0 0 12000 0 18000 12000", "18000 0 0 8000 0 0 10000 0"]);
    const byPlan = await json<ArrAnswer>(dir, "arr", ...range, "--by", "plan");
    expect(shown(byPlan.rows, ["plan", ...columns])).toEqual([
      "pro 24000 0 0 0 12000 12000 0 12000",
      "team 0 6000 12000 0 0 0 18000 0",
      "pro 0 0 10000 0 0 0 10000 0",
      "team 18000 0 0 8000 0 10000 0 0",
    ]);
    expect(whole.totals).toMatchObject({ opening: 24_000, closing: 10_000, contraction: 8000, churn: 12_000 });
  });

  test("currencies stand in rows of their own, a pause is neither churn nor its return reactivation, and grr loses it", async () => {
    const dir = await workspaceWith(csv, "2026-04-01");
    const { rows, totals, columns } = await json<ArrAnswer>(dir, "arr", "--from", "2026-02", "--to", "2026-05");
    const yen = rows.filter((row) => row["currency"] === "JPY");
    expect(shown(yen, ["state", "opening", "resume", "churn", "pause", "closing", "grr"])).toEqual([
      "closed 18000 0 0 18000 0 0",
      "provisional 0 18000 0 0 18000 ",
      "future      ",
    ]);
    // Two currencies have no total, and no column has one currency.
    expect(totals["opening"]).toBeNull();
    expect(columns.every((column) => column.currency === undefined)).toBe(true);
  });

  test("an impossible dimension is refused with what is possible, exit 2", async () => {
    const dir = await workspaceWith(csv, "2026-04-01");
    const refused = await command("arr", "--by", "event_name", "--dir", dir);
    expect(refused).toMatchObject({ code: 2, out: "", err: expect.stringContaining("billing_interval") });
  });

  test("a waterfall that does not close by one minor unit is no answer: data quality, naming the month", async () => {
    const ws = await openWorkspace({ dir: await workspaceWith(csv, "2026-04-01") });
    const asking = ws.readers.use(async (reader) => {
      const state = stateOf(ws, reader);
      const question = readArr({ from: "2026-01", to: "2026-04" }, state, readTimezone);
      const run = async (query: Parameters<typeof reader.run>[0]) =>
        (await reader.run(query)).map((row) =>
          typeof row["churn"] === "number" ? { ...row, churn: row["churn"] + 1 } : row,
        );
      return answerArr(question, { state, run });
    });
    await expect(asking).rejects.toMatchObject({
      code: "data_quality",
      message: expect.stringContaining("does not close (2026-01-01, JPY)"),
    });
    await ws.close();
  });
});
