import { afterEach, beforeEach, expect, test } from "vitest";
import fc from "fast-check";
import { type Desk, openDesk } from "./desk.ts";

let desk: Desk;
beforeEach(async () => (desk = await openDesk()));
afterEach(() => desk.clear());

const part = fc.constantFrom(
  '"',
  ",",
  "\n",
  "\r\n",
  "\r",
  "\0",
  "x",
  " ",
  "é",
  "e\u0301",
  "💡",
  "\u202e",
  "=1+1",
  "\ufeff",
  "null",
);
const cell = fc.array(part, { maxLength: 6 }).map((parts) => parts.join(""));
const row = fc.record({ user: cell, event: cell, note: cell });

function isBlank(text: string): boolean {
  return /^[\t-\r ]*$/.test(text);
}

test("any text in a CSV file arrives byte for byte, or stands in quarantine with its line and text", async () => {
  let turn = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 30 }), async (rows) => {
      const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;
      const lines = rows.map(({ user, event, note }) =>
        [user, event, note, `2026-01-01T00:00:00Z`, String(turn)].map(quoted).join(","),
      );
      const file = await desk.file(`${turn}.csv`, ["user,event,note,time,turn", ...lines].join("\n"));
      const map = "user_id=user,event_name=event,occurred_at=time,platform=note,project_id=turn";
      const report = await desk.importing("events", { files: [file], map, maxRejected: 1 });
      const isLoaded = ({ user, event, note }: (typeof rows)[number]): boolean =>
        !isBlank(user) && !isBlank(event) && !`${user}${event}${note}`.includes("\0");
      const found =
        report.rowsLoaded === 0
          ? []
          : await desk.ask(
              `select hex(encode(user_id)) as user, hex(encode(event_name)) as event, hex(encode(platform)) as note from events where project_id = '${turn}' order by source_seq`,
            );
      const hex = (text: string): string => Buffer.from(text).toString("hex").toUpperCase();
      expect(found).toEqual(
        rows.filter(isLoaded).map(({ user, event, note }) => ({
          user: hex(user),
          event: hex(event),
          note: isBlank(note) ? null : hex(note),
        })),
      );
      const rejected = rows.flatMap((candidate, index) => (isLoaded(candidate) ? [] : [lines[index]]));
      expect(desk.quarantined(report).map(({ raw }) => raw)).toEqual(rejected);
      turn++;
    }),
    { numRuns: 40 },
  );
});
