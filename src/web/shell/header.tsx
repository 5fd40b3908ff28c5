import { type MouseEvent, useEffect, useRef } from "react";
import type { Status } from "../api/contract.ts";
import { Icon } from "../controls/icon.tsx";
import { ThemeSwitch } from "../controls/theme-switch.tsx";
import { addressOf, useSearch } from "../state/location.ts";
import { goToPage, pageAddress } from "./go-to-page.ts";
import { type Page, pages } from "./pages.ts";

interface HeaderProps {
  readonly current: Page;
  readonly status: Status | undefined;
  readonly onShortcuts: () => void;
}

/** Name, pages, and how the page looks. */
export function Header({ current, status, onShortcuts }: HeaderProps) {
  return (
    <header className="header">
      <div className="header-inner">
        <a className="brand" href={addressOf("/")} aria-label="Tidemark, overview">
          <Mark />
          <span className="brand-name">Tidemark</span>
        </a>
        <Navigation current={current} />
        <div className="header-end">
          {status?.simulated && <SimulatedBadge scenario={status.scenario} />}
          <button
            type="button"
            className="icon-button shortcuts-button"
            aria-label="Keyboard shortcuts"
            title="Keyboard shortcuts (?)"
            onClick={onShortcuts}
          >
            <Icon name="keyboard" />
          </button>
          <ThemeSwitch />
        </div>
      </div>
    </header>
  );
}

function Navigation({ current }: { current: Page }) {
  // The links carry the view along, so that they open rightly in another tab too.
  useSearch();
  const strip = useRef<HTMLElement>(null);
  useEffect(() => {
    const nav = strip.current;
    const link = nav?.querySelector<HTMLElement>(`[data-page="${current.path}"]`);
    // On a phone the strip is wider than the screen: the page one is on must be in sight.
    if (nav && link) nav.scrollLeft = link.offsetLeft - (nav.clientWidth - link.offsetWidth) / 2;
  }, [current.path]);
  return (
    <nav ref={strip} aria-label="Pages">
      {pages.map((page) => (
        <a
          key={page.path}
          href={pageAddress(page.path)}
          data-page={page.path}
          aria-current={page === current ? "page" : undefined}
          onPointerEnter={() => void page.load()}
          onFocus={() => void page.load()}
          onClick={(event) => follow(event, page)}
        >
          {page.title}
        </a>
      ))}
    </nav>
  );
}

/** Go to a page of ours without loading it anew; the range, the filters and the comparison come along. */
function follow(event: MouseEvent<HTMLAnchorElement>, page: Page): void {
  if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey || event.button !== 0) return;
  event.preventDefault();
  goToPage(page.path);
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
