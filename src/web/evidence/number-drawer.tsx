import type { Ask } from "../api/ask.ts";
import { isExported } from "../api/exported.ts";
import { problemOf } from "../api/problem.ts";
import { useAnswer, useMetrics } from "../api/use-answer.ts";
import { Icon } from "../controls/icon.tsx";
import { Modal } from "../controls/modal.tsx";
import { formatExact } from "../format/number.ts";
import { ErrorPanel } from "../shell/error-panel.tsx";
import { type NumberAddress, openNumber } from "../state/number-address.ts";
import { type AnyAnswer, type Cell, cellOf } from "./cell.ts";
import { cliOf, curlOf, linkOf } from "./commands.ts";
import { CopyButton } from "./copy-button.tsx";
import { fileName } from "./download.ts";
import { Proof } from "./proof.tsx";
import { receiptPath } from "./receipt-path.ts";
import { SqlSection } from "./sql-section.tsx";
import { exportCsv } from "./takeaway.tsx";

/** What stands behind one number: its meaning, its proof and rows, its SQL, and ways to take it along. */
export function NumberDrawer({ number, generation }: { number: NumberAddress; generation: number }) {
  const ask: Ask<AnyAnswer> = { path: number.path };
  const { data, error, refetch } = useAnswer(ask, generation);
  const cell = data === undefined ? null : cellOf(data, number);
  return (
    <Modal label="What is behind this number" className="drawer" onClose={() => openNumber(null)}>
      {error !== null && <ErrorPanel problem={problemOf(error)} onRetry={() => void refetch()} />}
      {error === null && data === undefined && <div className="drawer-room skeleton" />}
      {data !== undefined && cell !== null && (
        <Content answer={data} cell={cell} number={number} generation={generation} />
      )}
      {data !== undefined && cell === null && (
        <p className="drawer-note">This answer has no such number any more. Close, and choose one of the page.</p>
      )}
    </Modal>
  );
}

interface ContentProps {
  readonly answer: AnyAnswer;
  readonly cell: Cell;
  readonly number: NumberAddress;
  readonly generation: number;
}

function Content({ answer, cell, number, generation }: ContentProps) {
  const metric = useMetrics().data?.metrics.find(({ name }) => name === cell.name);
  const receipt = receiptPath(answer, number, { cell, metric });
  const title = metric?.title ?? columnTitle(cell.name);
  return (
    <>
      <header className="drawer-header">
        <h2>{title}</h2>
        <p className="drawer-figure figure">{formatExact(cell.value, cell.unit)}</p>
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
          <p>{metric.meaning}</p>
          <p className="drawer-note">
            <code>{metric.name}</code>
            {!metric.additive && metric.unit === "count" && " · recounted for every range and group, never summed"}
            {` · read from ${answer.source === "rollup" ? "what was counted ahead" : "the events themselves"}`}
          </p>
        </section>
      )}
      <Proof key={receipt} path={receipt} generation={generation} said={cell} />
      <SqlSection path={number.path} generation={generation} metric={metric?.name ?? null} />
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

function columnTitle(name: string): string {
  const words = name
    .replaceAll("_", " ")
    .replaceAll(/([a-z])([A-Z])/g, "$1 $2")
    .toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
