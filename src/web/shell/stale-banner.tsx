import { problemOf } from "../api/problem.ts";
import { useStatus } from "../api/use-answer.ts";

/** Says that the page could not be refreshed while it still shows what it knew. */
export function StaleBanner() {
  const { data, error, dataUpdatedAt, refetch } = useStatus();
  if (data === undefined || error === null) return null;
  const { title, hint } = problemOf(error);
  return (
    <div className="stale" role="status">
      <p>
        <strong>{title}.</strong> You see what was known at {new Date(dataUpdatedAt).toLocaleTimeString()}. {hint}
      </p>
      <button type="button" className="link" onClick={() => void refetch()}>
        Try again
      </button>
    </div>
  );
}
