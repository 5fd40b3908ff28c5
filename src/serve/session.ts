import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import { UserError } from "../schema/user-error.ts";
import { Refusal } from "./problem.ts";

/** Shortest token that a public server accepts. */
const minTokenLength = 24;

/** A new session token: 256 random bits, safe in an address. */
export function newToken(): string {
  return randomBytes(32).toString("base64url");
}

/** Refuse a token that can be guessed; it is never repeated in the message. */
export function checkToken(token: string): void {
  if (token.length >= minTokenLength && new Set(token).size >= 8) return;
  throw new UserError(
    "config",
    `TIDEMARK_TOKEN is too easy to guess: it needs ${minTokenLength} characters, not all alike.`,
    "Make one with: openssl rand -base64 32",
  );
}

/** Refuse a request whose `authorization` is not `Bearer <token>`; takes the same time whatever was sent. */
export function requireSession(authorization: string | undefined, token: string): void {
  const given = authorization === undefined ? "" : authorization.replace(/^Bearer /i, "");
  if (timingSafeEqual(digest(given), digest(token))) return;
  throw new Refusal(401, "This needs the session's token.", {
    hint: 'Open the address that "tidemark serve" printed, or send it as "Authorization: Bearer …".',
    headers: { "www-authenticate": "Bearer" },
  });
}

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
