import { useSyncExternalStore } from "react";

const moved = "tidemark:moved";

/** Go to an address of this page; `back` returns to where one was. */
export function goTo(path: string): void {
  if (path === window.location.pathname + window.location.search) return;
  window.history.pushState(null, "", path);
  window.dispatchEvent(new Event(moved));
}

/** The path that is shown, e.g. `/`. */
export function usePath(): string {
  return useSyncExternalStore(listen, () => window.location.pathname);
}

/** The search part of the address that is shown, e.g. `?grain=week`. */
export function useSearch(): string {
  return useSyncExternalStore(listen, () => window.location.search);
}

function listen(onChange: () => void): () => void {
  window.addEventListener("popstate", onChange);
  window.addEventListener(moved, onChange);
  return () => {
    window.removeEventListener("popstate", onChange);
    window.removeEventListener(moved, onChange);
  };
}
