/**
 * What kind of mistake a `UserError` reports. Exit codes and HTTP statuses are chosen from it at the edge
 * (`cli/`, `serve/`), never where the error is made.
 */
export type UserErrorCode =
  | "usage"
  | "config"
  | "not_configured"
  | "nothing_loaded"
  | "data_quality"
  | "unreachable"
  | "conflict"
  | "disk_full"
  | "integrity";

/**
 * A mistake that the person at the keyboard can mend: `message` states the fact with the value, `hint` the way out.
 * Everything else that is thrown is a bug and stays a plain `Error`.
 */
export class UserError extends Error {
  override readonly name = "UserError";
  readonly code: UserErrorCode;
  readonly hint: string;

  constructor(code: UserErrorCode, message: string, hint: string) {
    super(message);
    this.code = code;
    this.hint = hint;
  }
}

/** The one of `candidates` that a misspelt `word` most likely meant, or null where none is near. */
export function nearestName(word: string, candidates: readonly string[]): string | null {
  const scored = candidates
    .map((name) => ({ name, distance: editDistance(word.toLowerCase(), name.toLowerCase()) }))
    .toSorted((a, b) => a.distance - b.distance);
  const best = scored[0];
  return best !== undefined && best.distance <= Math.max(2, Math.floor(word.length / 3)) ? best.name : null;
}

function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitution = (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      row.push(Math.min(substitution, (previous[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1));
    }
    previous = row;
  }
  return previous[b.length] ?? 0;
}
