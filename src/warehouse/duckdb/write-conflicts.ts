import { mkdir, rename } from "node:fs/promises";
import { join } from "node:path";
import { event } from "../../schema/tables/event.ts";
import { literal } from "./event-files.ts";
import type { Session } from "./session.ts";

const body = Object.keys(event.columns).map((name) => `'${name}', e."${name}"`);

/**
 * Write every event row that lost against another body of its event_id to `conflicts.jsonl` in `folder`, in the form of
 * every quarantine file; `line` is the row's position in the lake file. Expects the views `incoming` and `known`.
 */
export async function writeConflicts(session: Session, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const path = join(folder, "conflicts.jsonl");
  await session.execute(`copy (
    select f.path as file, e.file_row + 1 as line, 'event_id' as "column",
      'conflict: another body under a known event_id' as reason, cast(json_object(${body.join(", ")}) as varchar) as raw
    from (select * from incoming union all select * from known) e
    join event_drop d on d.file_key = e.file_key and d.file_row = e.file_row
    join lake_file f on f.file_key = e.file_key
    where d.kind = 'conflict'
    order by file, line
  ) to ${literal(`${path}.tmp`)} (format json)`);
  await rename(`${path}.tmp`, path);
}
