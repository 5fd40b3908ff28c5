import { createHmac } from "node:crypto";

/** What stands for a user's id, the same for the same id; nobody gets back without the key. */
export type Pseudonym = (id: string) => string;

/** Ids remembered, since most users act often. */
const mostRemembered = 100_000;

/** Pseudonyms under a secret `key`: `p_` and 128 bits of HMAC-SHA-256, in hex. */
export function pseudonymUnder(key: Uint8Array): Pseudonym {
  const remembered = new Map<string, string>();
  return (id) => {
    const known = remembered.get(id);
    if (known !== undefined) return known;
    const made = `p_${createHmac("sha256", key).update(id).digest("hex").slice(0, 32)}`;
    if (remembered.size >= mostRemembered) remembered.clear();
    remembered.set(id, made);
    return made;
  };
}
