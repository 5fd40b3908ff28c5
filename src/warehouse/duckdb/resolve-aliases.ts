import { type LocalFile, literal } from "./event-files.ts";
import type { Session } from "./session.ts";

/**
 * Fill `person_alias` from every alias file, each alias followed to the end. What comes out does not depend on the order
 * of imports: of several users for one alias the smallest id by bytes stands, and a cycle stands for its smallest id.
 * Returns one sentence for each kind of such a surprise, for whoever loads.
 */
export async function resolveAliases(session: Session, files: readonly LocalFile[]): Promise<readonly string[]> {
  if (files.length === 0) return [];
  const paths = files.map(({ path }) => literal(path)).join(", ");
  await session.execute(`create or replace temp table hop as
    select alias_id, min(user_id) as to_id, least(alias_id, min(user_id)) as smallest_id, count(distinct user_id) as users
    from read_parquet([${paths}]) where alias_id <> user_id group by alias_id`);
  const [size] = await session.query({
    sql: "select count(*) as aliases, count(case when users > 1 then 1 end) as torn from hop",
    parameters: [],
  });
  // Each round doubles how far every alias looks; when it covers all of them, whoever still stands on one is in a cycle.
  for (let reach = 1; reach <= Number(size?.["aliases"]); reach *= 2) {
    await session.execute(`create or replace temp table further as
      select a.alias_id, coalesce(b.to_id, a.to_id) as to_id,
        least(a.smallest_id, coalesce(b.smallest_id, a.smallest_id)) as smallest_id
      from hop a left join hop b on b.alias_id = a.to_id`);
    await session.execute("create or replace temp table hop as select * from further");
  }
  await session.execute(`insert into person_alias
    select * from (
      select a.alias_id, coalesce(c.smallest_id, a.to_id) as user_id from hop a left join hop c on c.alias_id = a.to_id
    ) where alias_id <> user_id order by alias_id`);
  const cycles = await session.query({
    sql: `select distinct c.smallest_id as id from hop a join hop c on c.alias_id = a.to_id order by id`,
    parameters: [],
  });
  for (const table of ["hop", "further"]) await session.execute(`drop table if exists ${table}`);
  return warningsOf(
    cycles.map((row) => String(row["id"])),
    Number(size?.["torn"]),
  );
}

function warningsOf(cycles: readonly string[], torn: number): readonly string[] {
  const named = cycles.slice(0, 5).map((id) => `"${id}"`);
  const rest = cycles.length > named.length ? " …" : "";
  return [
    ...(cycles.length === 0
      ? []
      : [`Circles of aliases: ${cycles.length}; each counts as its smallest id: ${named.join(", ")}${rest}.`]),
    ...(torn === 0 ? [] : [`Aliases of several users: ${torn}; each counts as the smallest of their ids.`]),
  ];
}
