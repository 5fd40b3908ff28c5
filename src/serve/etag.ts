import { createHash } from "node:crypto";

/** A strong entity tag of `parts`. */
export function etagOf(parts: readonly string[]): string {
  return `"${createHash("sha256").update(JSON.stringify(parts)).digest("base64url").slice(0, 32)}"`;
}

/** Whether an If-None-Match header names `etag`; compared weakly, as RFC 9110 (13.1.2) asks. */
export function holds(ifNoneMatch: string | undefined, etag: string): boolean {
  if (ifNoneMatch === undefined) return false;
  if (ifNoneMatch.trim() === "*") return true;
  return ifNoneMatch.split(",").some((tag) => tag.trim().replace(/^W\//, "") === etag);
}
