/** A place in the tree of the paths that are wanted of JSON objects. */
export interface JsonNode {
  /** Its keys from the outside in, joined by dots. */
  readonly name: string;
  /** Which path ends here; −1 none. */
  slot: number;
  readonly children: Map<string, JsonNode>;
  /** Keys of its objects as they are written, in the order in which they were first met. */
  readonly keys: JsonKey[];
  /** Which of `keys` is expected next: objects of one source mostly have the same keys in the same order. */
  turn: number;
}

interface JsonKey {
  readonly bytes: Buffer;
  /** What the key leads to; null where nothing below it is wanted. */
  readonly child: JsonNode | null;
}

/** Further keys are looked up as text, which takes longer. */
const mostKeys = 64;

/** The tree of `paths`; the place of each in the list is its node's slot. */
export function treeOfPaths(paths: readonly (readonly string[])[]): JsonNode {
  const root = node("");
  for (const [slot, path] of paths.entries()) {
    let at = root;
    for (const [depth, key] of path.entries()) {
      let child = at.children.get(key);
      if (child === undefined) {
        child = node(path.slice(0, depth + 1).join("."));
        at.children.set(key, child);
      }
      at = child;
    }
    at.slot = slot;
  }
  return root;
}

function node(name: string): JsonNode {
  return { name, slot: -1, children: new Map(), keys: [], turn: 0 };
}

/** What the key in [start, end) of `bytes` leads to, as it was kept; undefined where it was not. */
export function keptChild(parent: JsonNode, bytes: Buffer, { start, end }: Span): JsonNode | null | undefined {
  const { keys } = parent;
  for (let tried = 0; tried < keys.length; tried++) {
    const turn = parent.turn < keys.length ? parent.turn : 0;
    const key = keys[turn];
    parent.turn = turn + 1;
    if (key !== undefined && isAt(key.bytes, bytes, { start, end })) return key.child;
  }
  return undefined;
}

/** Keep what the key in [start, end) of `bytes` leads to. */
export function keepChild(parent: JsonNode, bytes: Buffer, { start, end, child }: Span & Pick<JsonKey, "child">): void {
  if (parent.keys.length >= mostKeys) return;
  parent.keys.push({ bytes: Buffer.from(bytes.subarray(start, end)), child });
  parent.turn = parent.keys.length;
}

interface Span {
  readonly start: number;
  readonly end: number;
}

function isAt(key: Buffer, bytes: Buffer, { start, end }: Span): boolean {
  if (key.length !== end - start) return false;
  for (let at = 0; at < key.length; at++) if (key[at] !== bytes[start + at]) return false;
  return true;
}
