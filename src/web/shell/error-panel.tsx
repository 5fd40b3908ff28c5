import { notExportedType, type Problem } from "../api/problem.ts";

/** What went wrong, the way out, and the id under which the server logged it. */
export function ErrorPanel({ problem, onRetry }: { problem: Problem; onRetry: () => void }) {
  return (
    <div className="notice notice-error" role="alert">
      <h2>{problem.title}</h2>
      {problem.detail !== null && <p>{problem.detail}</p>}
      {problem.hint !== null && <p className="hint">{problem.hint}</p>}
      <div className="notice-actions">
        {problem.type !== notExportedType && (
          <button type="button" className="button" onClick={onRetry}>
            Try again
          </button>
        )}
        {problem.requestId !== null && (
          <span className="request-id">
            Request <code>{problem.requestId}</code>
          </span>
        )}
      </div>
    </div>
  );
}
