import { pageAddress } from "./go-to-page.ts";

/** What stands where activity would be in a workspace that holds subscriptions alone. */
export function NoEvents() {
  return (
    <div className="notice">
      <h2>No events are loaded</h2>
      <p>
        What the subscriptions say stands on <a href={pageAddress("/revenue")}>Revenue</a>. Bring events in, then this
        page fills by itself:
      </p>
      <pre>
        <code>{"tidemark import events FILE --map user_id=…,event_name=…,occurred_at=…\ntidemark load"}</code>
      </pre>
    </div>
  );
}
