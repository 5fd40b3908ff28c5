import { useEffect } from "react";
import type { LoadedStatus } from "../api/contract.ts";
import { shiftedDays } from "../state/periods.ts";
import { resolveRange } from "../state/resolve-range.ts";
import { useView } from "../state/use-view.ts";
import type { View, ViewCompare } from "../state/view.ts";
import { goToPage } from "./go-to-page.ts";
import { pages } from "./pages.ts";
import { rangeKeys } from "./shortcut-list.ts";

/** Listens for single keys wherever nobody is writing or choosing; it shows nothing. */
export function Shortcuts({ status, onHelp }: { status: LoadedStatus; onHelp: () => void }) {
  const { view, change } = useView();
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      if (isElsewhere(event)) return;
      if (event.key === "?") return onHelp();
      if (event.key === "/" || event.key.toLowerCase() === "c") {
        event.preventDefault();
        document.querySelector<HTMLElement>(event.key === "/" ? ".filter-button" : ".range-button")?.click();
        return;
      }
      const page = /^[1-9]$/.test(event.key) ? pages[Number(event.key) - 1] : undefined;
      if (page !== undefined) return goToPage(page.path);
      const parts = changeOf(event.key, view, status);
      if (parts !== null) change(parts);
    };
    window.addEventListener("keydown", onKeyDown);
    return () => window.removeEventListener("keydown", onKeyDown);
  }, [view, change, status, onHelp]);
  return null;
}

/** Keys pressed in a field, with a modifier, or while something lies over the page, are not ours. */
function isElsewhere(event: KeyboardEvent): boolean {
  if (event.defaultPrevented || event.metaKey || event.ctrlKey || event.altKey) return true;
  const target = event.target instanceof HTMLElement ? event.target : null;
  if (
    target?.closest(
      "input:not([type=radio], [type=checkbox]), textarea, select, [contenteditable], dialog, [role=dialog]",
    )
  )
    return true;
  if (document.querySelector("dialog[open], [role=dialog]") !== null) return true;
  // Arrow keys belong to whatever they move in.
  const mover = target?.closest("input, [role=slider], [role=region]") ?? null;
  return event.key.startsWith("Arrow") && mover !== null;
}

function changeOf(key: string, view: View, status: LoadedStatus): Partial<View> | null {
  const letter = key.toLowerCase();
  if (isRangeKey(letter)) return { range: { kind: "preset", name: rangeKeys[letter] }, grain: null };
  const range = resolveRange(view, status);
  switch (letter) {
    case "x":
      return { compare: nextCompare[view.compare] };
    case "i":
      return { grain: range.grains[(range.grains.indexOf(range.grain) + 1) % range.grains.length] ?? null };
    case "arrowleft":
    case "arrowright": {
      const days = shiftedDays(range, letter === "arrowleft" ? -1 : 1);
      const isKnown = days.from < status.range.to && days.to > status.range.from;
      return isKnown ? { range: { kind: "days", ...days }, grain: view.grain } : null;
    }
    case "escape":
      return view.filters.length === 0 ? null : { filters: [] };
    default:
      return null;
  }
}

const nextCompare: Readonly<Record<ViewCompare, ViewCompare>> = {
  previous: "previous_year",
  previous_year: "off",
  off: "previous",
};

function isRangeKey(key: string): key is keyof typeof rangeKeys {
  return key in rangeKeys;
}
