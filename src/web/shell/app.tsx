import { lazy, Suspense, useEffect, useState } from "react";
import { isLoaded } from "../api/contract.ts";
import { isNothingLoaded, problemOf } from "../api/problem.ts";
import { useStatus } from "../api/use-answer.ts";
import { usePath } from "../state/location.ts";
import { useOpenNumber } from "../state/number-address.ts";
import { ErrorPanel } from "./error-panel.tsx";
import { Footer } from "./footer.tsx";
import { Header } from "./header.tsx";
import { NewLoad } from "./new-load.tsx";
import { NoEvents } from "./no-events.tsx";
import { NothingLoaded } from "./nothing-loaded.tsx";
import { type Page, pageAt, pages } from "./pages.ts";
import { PageSkeleton } from "./page-skeleton.tsx";
import { Shortcuts } from "./shortcuts.tsx";
import { StaleBanner } from "./stale-banner.tsx";

const NumberDrawer = lazy(async () => ({ default: (await import("../evidence/number-drawer.tsx")).NumberDrawer }));
const ShortcutsDialog = lazy(async () => ({ default: (await import("./shortcuts-dialog.tsx")).ShortcutsDialog }));

/** The whole page: the header, the page that the address names, the footer; over it a number that is looked at. */
export function App() {
  const path = usePath();
  const page = pageAt(path);
  const { data: status } = useStatus();
  const number = useOpenNumber();
  const [isHelpOpen, openHelp] = useState(false);
  useEffect(() => {
    document.title = page === pages[0] ? "Tidemark" : `${page.title} · Tidemark`;
  }, [page]);
  return (
    <>
      <a className="skip" href="#content">
        Skip to content
      </a>
      <Header current={page} status={status} onShortcuts={() => openHelp(true)} />
      <StaleBanner />
      <main id="content" tabIndex={-1}>
        <Content page={page} />
      </main>
      {status !== undefined && isLoaded(status) && (
        <>
          <Footer status={status} />
          <NewLoad generation={status.generation} />
          <Shortcuts status={status} onHelp={() => openHelp(true)} />
        </>
      )}
      <Suspense fallback={null}>
        {number !== null && status !== undefined && (
          <NumberDrawer key={`${number.path}#${number.pointer}`} number={number} generation={status.generation} />
        )}
        {isHelpOpen && <ShortcutsDialog onClose={() => openHelp(false)} />}
      </Suspense>
    </>
  );
}

function Content({ page: { Component, title, needsEvents = false } }: { page: Page }) {
  const { data: status, error, refetch } = useStatus();
  if (status !== undefined) {
    if (!isLoaded(status)) return <NothingLoaded />;
    if (needsEvents && status.dataThrough.events === null) {
      return (
        <>
          <h1 className="visually-hidden">{title}</h1>
          <NoEvents />
        </>
      );
    }
    return (
      <Suspense fallback={<PageSkeleton />}>
        <Component status={status} />
      </Suspense>
    );
  }
  if (error === null) return <PageSkeleton />;
  const problem = problemOf(error);
  if (isNothingLoaded(problem)) return <NothingLoaded />;
  return (
    <>
      <h1 className="visually-hidden">{title}</h1>
      <ErrorPanel problem={problem} onRetry={() => void refetch()} />
    </>
  );
}
