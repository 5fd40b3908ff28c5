import { isLoaded } from "../api/contract.ts";
import { isNothingLoaded, problemOf } from "../api/problem.ts";
import { useStatus } from "../api/use-answer.ts";
import { usePath } from "../state/location.ts";
import { ErrorPanel } from "./error-panel.tsx";
import { Footer } from "./footer.tsx";
import { Header } from "./header.tsx";
import { NothingLoaded } from "./nothing-loaded.tsx";
import { pages } from "./pages.ts";
import { PageSkeleton } from "./page-skeleton.tsx";
import { StaleBanner } from "./stale-banner.tsx";

/** The whole page: the header, the page that the address names, the footer. */
export function App() {
  const path = usePath();
  const page = pages.find((known) => known.path === path) ?? pages[0];
  const { data: status } = useStatus();
  return (
    <>
      <a className="skip" href="#content">
        Skip to content
      </a>
      <Header current={page} status={status} />
      <StaleBanner />
      <main id="content" tabIndex={-1}>
        <Content page={page} />
      </main>
      {status !== undefined && isLoaded(status) && <Footer status={status} />}
    </>
  );
}

function Content({ page: { Component, title } }: { page: (typeof pages)[number] }) {
  const { data: status, error, refetch } = useStatus();
  if (status !== undefined) return isLoaded(status) ? <Component status={status} /> : <NothingLoaded />;
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
