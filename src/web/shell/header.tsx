import type { MouseEvent } from "react";
import type { Status } from "../api/contract.ts";
import { ThemeSwitch } from "../controls/theme-switch.tsx";
import { goTo } from "../state/location.ts";
import { type Page, pages } from "./pages.ts";

/** Name, pages, and how the page looks. */
export function Header({ current, status }: { current: Page; status: Status | undefined }) {
  return (
    <header className="header">
      <div className="header-inner">
        <a className="brand" href="/">
          <Mark />
          Tidemark
        </a>
        <nav aria-label="Pages">
          {pages.map((page) => (
            <a key={page.path} href={page.path} aria-current={page === current ? "page" : undefined} onClick={follow}>
              {page.title}
            </a>
          ))}
        </nav>
        <div className="header-end">
          {status?.simulated && <SimulatedBadge scenario={status.scenario} />}
          <ThemeSwitch />
        </div>
      </div>
    </header>
  );
}

/** Go to a page of ours without loading it anew; the range, the filters and the comparison come along. */
function follow(event: MouseEvent<HTMLAnchorElement>): void {
  if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey || event.button !== 0) return;
  event.preventDefault();
  goTo(event.currentTarget.pathname + window.location.search);
}

function SimulatedBadge({ scenario }: { scenario: string | null }) {
  return (
    <span className="badge" title="These people and purchases are simulated; none of them exists.">
      Simulated<span className="badge-noun">data</span>
      {scenario !== null && <bdi className="badge-detail">{scenario}</bdi>}
    </span>
  );
}

function Mark() {
  return (
    <svg className="mark" viewBox="0 0 32 32" width="26" height="26" aria-hidden="true">
      <rect width="32" height="32" rx="8" className="mark-ground" />
      <path d="M6 12.5h20" className="mark-line" />
      <path d="M6 21c2.5-3.4 4.7-3.4 6.7 0s4.2 3.4 6.6 0 4.3-3.4 6.7 0" className="mark-wave" />
    </svg>
  );
}
