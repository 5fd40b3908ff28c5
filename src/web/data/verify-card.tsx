import { useState } from "react";
import type { LoadedStatus, VerifyReport } from "../api/contract.ts";
import { problemOf } from "../api/problem.ts";
import { useAnswer } from "../api/use-answer.ts";
import { Icon } from "../controls/icon.tsx";
import { formatInteger } from "../format/number.ts";
import { ErrorPanel } from "../shell/error-panel.tsx";

/** Every check there is, made when it is asked for: hashes, the answer key where there is one, identities between metrics. */
export function VerifyCard({ status }: { status: LoadedStatus }) {
  const [asked, setAsked] = useState<number | null>(null);
  const isAsked = asked === status.generation;
  const { data, error, isPending, refetch } = useAnswer<VerifyReport>(
    isAsked ? { path: "/v1/verify" } : null,
    status.generation,
  );
  return (
    <section className="card" aria-labelledby="verify" aria-busy={isAsked && isPending}>
      <header className="card-header">
        <h3 id="verify">Checks</h3>
      </header>
      {!isAsked && (
        <>
          <p className="card-summary">
            Compares every file with its hash, every figure with the answer key where the data are simulated, and what
            must add up with what does.
          </p>
          <button type="button" className="button button-primary" onClick={() => setAsked(status.generation)}>
            <Icon name="check" />
            Check everything
          </button>
        </>
      )}
      {isAsked && error !== null && <ErrorPanel problem={problemOf(error)} onRetry={() => void refetch()} />}
      {isAsked && error === null && data === undefined && (
        <p className="card-summary" role="status">
          Checking… With many events this takes a while; you may go on, the result is kept.
        </p>
      )}
      {isAsked && data !== undefined && <Checks report={data} />}
    </section>
  );
}

function Checks({ report }: { report: VerifyReport }) {
  return (
    <>
      <ul className="checks" aria-label="Checks">
        {report.checks.map(({ name, compared, failed }) => (
          <li key={name} className={failed === 0 ? "check-ok" : "check-failed"}>
            <Icon name={failed === 0 ? "check" : "close"} />
            <span className="check-name">{name}</span>
            <span className="figure">
              {failed === 0 ? formatInteger(compared) : `${formatInteger(failed)} of ${formatInteger(compared)} differ`}
            </span>
          </li>
        ))}
      </ul>
      {report.failures.length > 0 && (
        <ul className="check-failures">
          {report.failures.slice(0, 20).map((one) => (
            <li key={`${one.check} ${one.metric} ${one.grain} ${one.period} ${one.slice}`}>
              {one.metric} by {one.grain}, {one.period}
              {one.slice !== null && `, ${one.slice}`}: expected {String(one.expected)}, got {String(one.got)}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
