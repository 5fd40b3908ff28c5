import { useCallback, useMemo } from "react";
import { goTo, useSearch } from "./location.ts";
import { parseView, printView, type View } from "./view.ts";

/** The view in the address, and a way to change parts of it (each change is one step of the history). */
export function useView(): { readonly view: View; readonly change: (parts: Partial<View>) => void } {
  const search = useSearch();
  const view = useMemo(() => parseView(search), [search]);
  const change = useCallback(
    (parts: Partial<View>) => goTo(window.location.pathname + printView({ ...view, ...parts })),
    [view],
  );
  return { view, change };
}
