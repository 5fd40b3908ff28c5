import { useCallback, useMemo } from "react";
import { goTo, useSearch } from "./location.ts";
import { parseView, printView, type View } from "./view.ts";

/** Changes parts of the view; each change is one step of the history. */
export type ChangeView = (parts: Partial<View>) => void;

/** The view in the address, and a way to change parts of it; what a page has put into the address stays. */
export function useView(): { readonly view: View; readonly change: ChangeView } {
  const search = useSearch();
  const view = useMemo(() => parseView(search), [search]);
  const change = useCallback<ChangeView>((parts) => {
    const now = window.location.search;
    goTo(window.location.pathname + printView({ ...parseView(now), ...parts }, new URLSearchParams(now)));
  }, []);
  return { view, change };
}
