import type { IncomingHttpHeaders } from "node:http";
import { Refusal } from "./problem.ts";

/** Longest address (path and parameters) that is read. */
const maxUrlLength = 8_192;
/** Largest body that may accompany a request; no route reads one yet. */
export const maxBodyBytes = 65_536;

/** What the guard looks at. */
export interface Incoming {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  /** Names and values in turn, as they came. */
  readonly rawHeaders: readonly string[];
}

/**
 * Refuse what cannot come from our own page or a person's own tool. The Host must be one of `hosts` (lower case, with
 * port), or a page elsewhere could rebind its name to this machine; an Origin must be one of ours, so that no other site
 * can post; a page of another site cannot load our answers either.
 */
export function guard({ method, url, headers, rawHeaders }: Incoming, hosts: ReadonlySet<string>): void {
  // Node keeps the first of two Host headers, a proxy before it might have read the second.
  if (rawHeaders.filter((name, i) => i % 2 === 0 && name.toLowerCase() === "host").length > 1) {
    throw new Refusal(400, "The request names two hosts.", { hint: "Send one Host header." });
  }
  const host = (headers.host ?? "").toLowerCase();
  if (!hosts.has(host)) {
    throw new Refusal(403, "The Host header names no host of this server.", {
      hint: 'Use the address that "tidemark serve" printed, or allow the name with --allow-host.',
    });
  }
  if (!url.startsWith("/")) throw new Refusal(400, "The address must be a path.", { hint: "Send only the path." });
  if (url.length > maxUrlLength) {
    throw new Refusal(414, `The address is longer than ${maxUrlLength} characters.`, { hint: "Ask for less at once." });
  }
  if (!originIsOurs(headers.origin, hosts)) throw foreign("The Origin header names another site.");
  if (isForeignFetch(headers)) throw foreign("A page of another site asked.");
  if (method === "GET" || method === "HEAD") refuseBody(headers);
}

function originIsOurs(origin: string | undefined, hosts: ReadonlySet<string>): boolean {
  if (origin === undefined) return true;
  const match = /^https?:\/\/([^/]+)$/.exec(origin.toLowerCase());
  return match !== null && hosts.has(match[1] ?? "");
}

/** Browsers say where a request comes from; following a link to us is the one thing another site may do. */
function isForeignFetch(headers: IncomingHttpHeaders): boolean {
  const site = headers["sec-fetch-site"];
  return (site === "cross-site" || site === "same-site") && headers["sec-fetch-mode"] !== "navigate";
}

function refuseBody(headers: IncomingHttpHeaders): void {
  const length = Number(headers["content-length"] ?? 0);
  if (headers["transfer-encoding"] === undefined && length === 0) return;
  const status = length > maxBodyBytes ? 413 : 400;
  throw new Refusal(status, "A GET request has no body here.", {
    hint: "Put everything into the address.",
    headers: { connection: "close" },
  });
}

function foreign(message: string): Refusal {
  return new Refusal(403, message, { hint: "Open this server's own page instead." });
}

/** The Host values that name `port` of this machine or one of `names` (a name, or a name with its own port). */
export function hostsOf(port: number, names: readonly string[]): ReadonlySet<string> {
  const all = ["localhost", "127.0.0.1", "[::1]", ...names.map((name) => name.toLowerCase())];
  const standard = port === 80 ? all : names.map((name) => name.toLowerCase());
  return new Set([...all.map((name) => (/:\d+$/.test(name) ? name : `${name}:${port}`)), ...standard]);
}
