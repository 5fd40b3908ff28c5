import { addressOf, goTo } from "../state/location.ts";
import { parseView, printView } from "../state/view.ts";

/** The address of the page at `path` with the range, the filters and the comparison of the one that is shown. */
export function pageAddress(path: string): string {
  return addressOf(path, printView(parseView(window.location.search)));
}

/** Show the page at `path`, from its top. */
export function goToPage(path: string): void {
  goTo(pageAddress(path));
  window.scrollTo({ top: 0 });
}
