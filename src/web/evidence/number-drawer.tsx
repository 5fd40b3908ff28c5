import type { Ask } from "../api/ask.ts";
import type { Answer, Explanation, MetricDescription } from "../api/contract.ts";
import { isExported } from "../api/exported.ts";
import { problemOf } from "../api/problem.ts";
import { useAnswer, useMetrics } from "../api/use-answer.ts";
import { Figure } from "../charts/figure.tsx";
import { Icon } from "../controls/icon.tsx";
import { Modal } from "../controls/modal.tsx";
import { formatDifference, formatExact } from "../format/number.ts";
import { ErrorPanel } from "../shell/error-panel.tsx";
import { type NumberAddress, openNumber } from "../state/number-address.ts";
import { type AnyAnswer, cellOf, columnTitle } from "./cell.ts";
import { cliOf, curlOf, linkOf } from "./commands.ts";
import { CopyButton } from "./copy-button.tsx";
import { fileName } from "./download.ts";
import { movedNumber, type MovedNumber } from "./moved-number.ts";
import { Proof } from "./proof.tsx";
import { receiptPath } from "./receipt-path.ts";
import { SqlSection } from "./sql-section.tsx";
import { exportCsv } from "./takeaway.tsx";

/** What stands behind one number: its meaning, its proof and rows, its SQL, and ways to take it along. */
export function NumberDrawer({ number, generation }: { number: NumberAddress; generation: number }) {
  const ask: Ask<AnyAnswer | Explanation> = { path: number.path };
  const { data, error, refetch } = useAnswer(ask, generation);
  const { metrics = [] } = useMetrics().data ?? {};
  const looked = data === undefined ? null : lookAt(data, number, metrics);
  return (
    <Modal label="What is behind this number" className="drawer" onClose={() => openNumber(null)}>
      {error !== null && <ErrorPanel problem={problemOf(error)} onRetry={() => void refetch()} />}
      {error === null && data === undefined && <div className="drawer-room skeleton" />}
      {looked !== null && <Content looked={looked} number={number} generation={generation} />}
      {data !== undefined && looked === null && (
        <p className="drawer-note">This answer has no such number any more. Close, and choose one of the page.</p>
      )}
    </Modal>
  );
}

/** A number with all that is said of it. */
interface Looked extends MovedNumber {
  readonly metric: MetricDescription | undefined;
  readonly source: Answer["source"];
  /** Whose SQL tells it, as `SqlSection` has it; undefined where its receipt alone has SQL. */
  readonly sqlOf: string | null | undefined;
}

function lookAt(
  answer: AnyAnswer | Explanation,
  number: NumberAddress,
  metrics: readonly MetricDescription[],
): Looked | null {
  if (isExplanation(answer)) {
    const metric = metrics.find(({ name }) => name === answer.question.metric);
    const moved = movedNumber(answer, number, metric);
    if (moved === null) return null;
    const title = `${metric?.title ?? answer.question.metric}: ${moved.title}`;
    return { ...moved, title, metric, source: answer.source, sqlOf: undefined };
  }
  const cell = cellOf(answer, number);
  if (cell === null) return null;
  const metric = metrics.find(({ name }) => name === cell.name);
  const receipt = receiptPath(answer, number, { cell, metric });
  const title = metric?.title ?? columnTitle(cell.name);
  return { title, meaning: null, cell, parts: [], receipt, metric, source: answer.source, sqlOf: metric?.name ?? null };
}

function isExplanation(answer: AnyAnswer | Explanation): answer is Explanation {
  return answer.question.kind === "explain";
}

interface ContentProps {
  readonly looked: Looked;
  readonly number: NumberAddress;
  readonly generation: number;
}

function Content({ looked, number, generation }: ContentProps) {
  const { title, meaning, cell, parts, receipt, metric, source, sqlOf } = looked;
  return (
    <>
      <header className="drawer-header">
        <h2>{title}</h2>
        <p className="drawer-figure figure">
          {parts.length > 0 ? formatDifference(cell.value, cell.unit) : formatExact(cell.value, cell.unit)}
        </p>
        <ul className="drawer-scope">
          {cell.scope.map((part) => (
            <li key={part}>
              <bdi>{part}</bdi>
            </li>
          ))}
        </ul>
      </header>
      {metric !== undefined && (
        <section>
          <h3>What it means</h3>
          {meaning !== null && <p>{meaning}</p>}
          <p>{metric.meaning}</p>
          <p className="drawer-note">
            <code>{metric.name}</code>
            {!metric.additive && metric.unit === "count" && " · recounted for every range and group, never summed"}
            {` · read from ${source === "rollup" ? "what was counted ahead" : "the events themselves"}`}
          </p>
        </section>
      )}
      {parts.length > 0 ? (
        <Parts parts={parts} />
      ) : (
        <Proof key={receipt} path={receipt} generation={generation} said={cell} showsSql={sqlOf === undefined} />
      )}
      {sqlOf !== undefined && <SqlSection path={number.path} generation={generation} metric={sqlOf} />}
      <section>
        <h3>Take it along</h3>
        <div className="drawer-actions">
          <CopyButton label="Command" text={cliOf(number.path)} />
          {!isExported() && <CopyButton label="curl" text={curlOf(number)} />}
          <CopyButton label="Link" text={linkOf(number)} />
          <button type="button" className="button" onClick={() => void exportCsv(number.path, fileName(title, "csv"))}>
            <Icon name="download" />
            CSV
          </button>
        </div>
      </section>
    </>
  );
}

/** What a change is made of; each part has a proof of its own. */
function Parts({ parts }: { parts: MovedNumber["parts"] }) {
  return (
    <section>
      <h3>What it is made of</h3>
      <p>Press a figure to prove it and to see the rows behind it.</p>
      <dl className="drawer-parts">
        {parts.map(({ title, value, unit, address }) => (
          <div key={address.pointer}>
            <dt>{title}</dt>
            <dd>
              <Figure value={value} unit={unit} address={address} label={title} isExact />
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
