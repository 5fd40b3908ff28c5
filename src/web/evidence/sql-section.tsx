import { useState } from "react";
import type { Receipt, SqlList } from "../api/contract.ts";
import { problemOf } from "../api/problem.ts";
import { useAnswer } from "../api/use-answer.ts";
import { Segmented } from "../controls/segmented.tsx";
import { ErrorPanel } from "../shell/error-panel.tsx";
import { CopyButton } from "./copy-button.tsx";
import { sqlPath } from "./sql-path.ts";

interface SqlSectionProps {
  /** The question's address. */
  readonly path: string;
  readonly generation: number;
  /** Whose SQL is shown, of a question with several metrics; null = all of it. */
  readonly metric: string | null;
}

const dialectTitles: Readonly<Record<string, string>> = {
  duckdb: "DuckDB",
  postgres: "PostgreSQL",
  redshift: "Redshift",
  clickhouse: "ClickHouse",
};

/** The SQL of a question, engine by engine. */
export function SqlSection({ path, generation, metric }: SqlSectionProps) {
  const { data, error, refetch } = useAnswer<SqlList>({ path: sqlPath(path) }, generation);
  const statements = (data?.statements ?? []).filter((one) => metric === null || one.metric === metric);
  return (
    <section>
      <h3>SQL</h3>
      {error !== null && <ErrorPanel problem={problemOf(error)} onRetry={() => void refetch()} />}
      {data === undefined && error === null && <div className="sql-room skeleton" />}
      <Statements statements={statements} />
    </section>
  );
}

/** The SQL of a definition, engine by engine. */
export function SqlStatements({ title, of: { name, sql } }: { title: string; of: Receipt["definition"] }) {
  return (
    <div className="sql-of-definition">
      <h3>{title}</h3>
      <Statements statements={sql.map((statement) => ({ ...statement, metric: name }))} />
    </div>
  );
}

function Statements({ statements }: SqlList) {
  const [chosen, setChosen] = useState("duckdb");
  const dialects = [...new Set(statements.map(({ dialect }) => dialect))];
  return (
    <>
      {dialects.length > 0 && (
        <Segmented
          label="Engine"
          options={dialects.map((value) => ({ value, face: dialectTitles[value] ?? value }))}
          value={chosen}
          onChange={setChosen}
        />
      )}
      {statements
        .filter(({ dialect }) => dialect === chosen)
        .map((statement) => (
          <div key={statement.metric} className="sql">
            <pre tabIndex={0} aria-label={`SQL of ${statement.metric}`}>
              <code>{statement.sql}</code>
            </pre>
            <p className="drawer-note">
              {statement.parameters.map((value, index) => (
                <span key={`${index} ${value}`} className="sql-parameter">
                  <code>
                    ${index + 1} = <bdi>{String(value)}</bdi>
                  </code>
                </span>
              ))}
            </p>
            <CopyButton label="Copy SQL" text={statement.sql} />
          </div>
        ))}
    </>
  );
}
