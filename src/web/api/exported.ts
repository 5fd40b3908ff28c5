/** What the file of an exported answer holds: the question's address, and what the server answered to it. */
export interface ExportedAnswer {
  readonly question: string;
  /** As HTTP has it: 200, or that of a problem. */
  readonly status: number;
  readonly answer: unknown;
}

/** Whether this page is an exported copy, whose answers are files; else a server answers. */
export function isExported(): boolean {
  return document.documentElement.dataset["answers"] !== undefined;
}

/**
 * The name of the file that holds the answer to `path`: its FNV-1a hash in 64 bits, as the file system of a static host
 * may not take an address for a name, and as browsers hash nothing better without HTTPS.
 * http://www.isthe.com/chongo/tech/comp/fnv/
 */
export function answerFile(path: string): string {
  let hash = 0xcbf29ce484222325n;
  for (const byte of new TextEncoder().encode(path)) {
    hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n);
  }
  return `${hash.toString(16).padStart(16, "0")}.json`;
}
