const key = "tidemark.token";

/**
 * Keep the token that `serve` prints in the address's fragment for this tab, and take it out of the address, so that no
 * copied link carries it. Called once, before the first question.
 */
export function keepSessionToken(): void {
  const token = new URLSearchParams(window.location.hash.slice(1)).get("token");
  if (token === null) return;
  window.sessionStorage.setItem(key, token);
  window.history.replaceState(null, "", window.location.pathname + window.location.search);
}

/** The header that shows the session's token; none where the page was opened without one. */
export function sessionHeader(): Readonly<Record<string, string>> {
  const token = window.sessionStorage.getItem(key);
  return token === null ? {} : { authorization: `Bearer ${token}` };
}

/** Whether the page was opened with the session's token, so that rows about single users may be asked for. */
export function hasSessionToken(): boolean {
  return window.sessionStorage.getItem(key) !== null;
}
