import { lazy, Suspense } from "react";

const DropCard = lazy(async () => ({ default: (await import("../data/drop-card.tsx")).DropCard }));

/** The page of a workspace without data: what to run, and a place for a file of one's own. */
export function NothingLoaded() {
  return (
    <div className="notice notice-empty">
      <h1>Nothing loaded yet</h1>
      <p>Make up a product with 50,000 people and look at it, or bring your own events. The page fills by itself.</p>
      <h2>Simulate</h2>
      <pre>
        <code>{"tidemark simulate --users 50000\ntidemark load"}</code>
      </pre>
      <h2>Import your own</h2>
      <pre>
        <code>{"tidemark import events FILE.csv --map user_id=…,event_name=…,occurred_at=…\ntidemark load"}</code>
      </pre>
      <Suspense fallback={<div className="drop-room" />}>
        <DropCard />
      </Suspense>
    </div>
  );
}
