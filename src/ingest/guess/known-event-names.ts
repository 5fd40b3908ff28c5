const things = "(project|design|document|doc|board|file|canvas)";
const kinds: readonly (readonly [string, RegExp])[] = [
  [
    "project_created",
    new RegExp(`^(new_)?${things}_(created|create|saved|added|new)$|^(create|created|new)_${things}$`),
  ],
  [
    "project_exported",
    new RegExp(`^${things}_(exported|export|downloaded|download|published)$|^(export|download)(ed)?_${things}$`),
  ],
  ["editor_opened", new RegExp(`^(editor|${things})_(opened|open|started|viewed)$|^(open|opened)_(editor|${things})$`)],
];

/**
 * For event names that most likely mean one of the three kinds that make a user active, the name that Tidemark has for
 * them; null where none does, or where they are written so already.
 */
export function eventNameLookup(names: readonly string[]): Readonly<Record<string, string>> | null {
  const found = names.flatMap((name): (readonly [string, string])[] => {
    const known = kinds.find(([, pattern]) => pattern.test(snakeCase(name)))?.[0];
    return known === undefined || known === name ? [] : [[name, known]];
  });
  return found.length === 0 ? null : Object.fromEntries(found);
}

function snakeCase(name: string): string {
  return name
    .replace(/([a-z\d])([A-Z])/g, "$1_$2")
    .toLowerCase()
    .replace(/[^a-z\d]+/g, "_")
    .replace(/^_|_$/g, "");
}
