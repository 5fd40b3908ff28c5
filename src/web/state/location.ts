import { useSyncExternalStore } from "react";
import { isExported } from "../api/exported.ts";

const moved = "tidemark:moved";

/** Go to an address of this page; `back` returns to where one was. */
export function goTo(path: string): void {
  if (new URL(path, window.location.href).href === window.location.href) return;
  window.history.pushState(null, "", path);
  window.dispatchEvent(new Event(moved));
}

/** The path of the page that is shown, e.g. `/retention`. */
export function usePath(): string {
  return useSyncExternalStore(listen, shownPath, shownPath);
}

/**
 * Where the page with this path and search part lies. An exported copy has a file for each page, in whichever folder a
 * host puts them; so its addresses begin where the page is.
 */
export function addressOf(path: string, search = ""): string {
  if (!isExported()) return path + search;
  return (path === "/" ? "./" : `.${path}.html`) + search;
}

/** The path of the page that the address names, wherever a copy of it lies. */
export function shownPath(): string {
  const { pathname } = window.location;
  if (!isExported()) return pathname;
  const file = pathname.slice(pathname.lastIndexOf("/"));
  return file === "/index.html" ? "/" : file.replace(/\.html$/, "");
}

/** The search part of the address that is shown, e.g. `?grain=week`. */
export function useSearch(): string {
  return useSyncExternalStore(listen, shownSearch, shownSearch);
}

function shownSearch(): string {
  return window.location.search;
}

function listen(onChange: () => void): () => void {
  window.addEventListener("popstate", onChange);
  window.addEventListener(moved, onChange);
  return () => {
    window.removeEventListener("popstate", onChange);
    window.removeEventListener(moved, onChange);
  };
}
