import { useState } from "react";
import type { UploadPreview } from "../api/contract.ts";
import { Select } from "../controls/select.tsx";
import { formatInteger } from "../format/number.ts";
import type { DropSteps } from "./use-drop.ts";

const kinds = [
  ["events", "events"],
  ["subscriptions", "subscriptions"],
  ["aliases", "aliases"],
] as const;

/** What a file would become: which column is what, ten rows, what would be rejected; and the mapping, to be changed. */
export function PreviewSection({ preview, steps }: { preview: UploadPreview; steps: DropSteps }) {
  const [mapping, setMapping] = useState(preview.mapping ?? "");
  const { problem, rowsSampled, rowsLoaded, rowsRejected, isWhole } = preview;
  const isChanged = mapping !== (preview.mapping ?? "");
  return (
    <div className="preview">
      <div className="sentence-controls">
        <span>
          <bdi>{preview.file}</bdi> {preview.guessed ? "looks like" : "is read as"}
        </span>
        <Select
          label="What its rows are"
          value={preview.kind}
          options={kinds}
          onChange={(kind) => void steps.lookAgain({ kind, mapping: null })}
        />
        {preview.preset !== null && <span>in the shape of {preview.preset}</span>}
      </div>
      {problem !== null && (
        <p className="preview-problem">
          {problem.detail} {problem.hint}
        </p>
      )}
      {problem === null && (
        <p>
          Of {isWhole ? "its" : "the first"} {formatInteger(rowsSampled)} rows,{" "}
          <strong>{formatInteger(rowsLoaded)} would be loaded</strong> and {formatInteger(rowsRejected)} rejected.
        </p>
      )}
      <Columns preview={preview} />
      {preview.rows.length > 0 && <Rows preview={preview} />}
      {preview.rejected.length > 0 && <Rejected preview={preview} />}
      <details open={problem !== null}>
        <summary>The mapping, as a file that can be reviewed and kept</summary>
        <textarea
          aria-label="Mapping"
          rows={12}
          spellCheck={false}
          value={mapping}
          onChange={(event) => setMapping(event.target.value)}
        />
      </details>
      <div className="drawer-actions">
        <button
          type="button"
          className="button"
          disabled={!isChanged}
          onClick={() => void steps.lookAgain({ kind: preview.kind, mapping })}
        >
          Look again with this mapping
        </button>
        <button
          type="button"
          className="button button-primary"
          disabled={isChanged || problem !== null}
          onClick={() => void steps.bringIn(preview.mapping)}
        >
          Import
        </button>
      </div>
    </div>
  );
}

function Columns({ preview: { columns } }: { preview: UploadPreview }) {
  return (
    <div className="table-scroll" tabIndex={0} role="region" aria-label="Columns of the file">
      <table className="table">
        <thead>
          <tr>
            <th scope="col">Column of the file</th>
            <th scope="col">Becomes</th>
            <th scope="col">For example</th>
          </tr>
        </thead>
        <tbody>
          {columns.map(({ name, samples, target }) => (
            <tr key={name}>
              <th scope="row">
                <bdi>{name}</bdi>
              </th>
              <td>{target === null ? <span className="groups-unknown">left out</span> : <code>{target}</code>}</td>
              <td className="raw">
                <bdi>{samples.slice(0, 3).join(", ")}</bdi>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Rows({ preview: { rows } }: { preview: UploadPreview }) {
  const names = [...new Set(rows.flatMap(({ values }) => Object.keys(values)))].filter((name) =>
    rows.some(({ values }) => values[name] !== null),
  );
  return (
    <div className="table-scroll table-tall" tabIndex={0} role="region" aria-label="First rows as they would be loaded">
      <table className="table">
        <thead>
          <tr>
            <th scope="col" className="figure">
              Line
            </th>
            {names.map((name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ line, values }) => (
            <tr key={line}>
              <th scope="row" className="figure">
                {line}
              </th>
              {names.map((name) => (
                <td key={name}>
                  <bdi>{values[name] ?? "–"}</bdi>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Rejected({ preview: { rejected } }: { preview: UploadPreview }) {
  return (
    <ul className="preview-rejected" aria-label="Rows that would be rejected">
      {rejected.slice(0, 10).map(({ line, column, reason, raw }) => (
        <li key={`${line} ${reason}`}>
          Line {line}
          {column !== null && `, ${column}`}: {reason} <code>{raw}</code>
        </li>
      ))}
    </ul>
  );
}
