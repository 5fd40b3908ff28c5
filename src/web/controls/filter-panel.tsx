import { useState } from "react";
import { SearchField, Input } from "react-aria-components";
import { useAnswer } from "../api/use-answer.ts";
import { dimensionTitle, dimensionValue } from "../format/dimension.ts";
import { formatExact } from "../format/number.ts";
import { type Filter, withFilter } from "../state/filter.ts";
import { askValues, unknownValue } from "./ask-values.ts";
import type { FilterChoice } from "./filter-choice.ts";
import { Segmented } from "./segmented.tsx";

/** From how many values on they can be searched. */
const searchableFrom = 9;

/** A dimension's values with how many people were active in each; ticking one filters the page by it at once. */
export function FilterPanel({ filters, dimensions, range, generation, onChange }: FilterChoice) {
  const [dimension, setDimension] = useState(dimensions[0] ?? "");
  const filter = filters.find((known) => known.dimension === dimension) ?? {
    dimension,
    operator: "is" as const,
    values: [],
  };
  const values = useValues(dimension, { from: range.from, to: range.to, generation });
  const change = (parts: Partial<Filter>): void => onChange(withFilter(filters, { ...filter, ...parts }));
  return (
    <>
      <Segmented
        label="Filter by"
        options={dimensions.map((name) => ({ value: name, face: dimensionTitle(name) }))}
        value={dimension}
        onChange={setDimension}
      />
      <div className="filter-operator">
        <Segmented
          label="Condition"
          options={[
            { value: "is", face: "is any of" },
            { value: "is_not", face: "is none of" },
          ]}
          value={filter.operator}
          onChange={(operator) => change({ operator })}
        />
        <button
          type="button"
          className="link"
          disabled={filter.values.length === 0}
          onClick={() => change({ values: [] })}
        >
          Clear
        </button>
      </div>
      <Values key={dimension} filter={filter} values={values} onChange={(chosen) => change({ values: chosen })} />
    </>
  );
}

interface Value {
  readonly value: string;
  readonly users: number | null;
}

function useValues(
  dimension: string,
  asked: { from: string; to: string; generation: number },
): readonly Value[] | null {
  const { from, to, generation } = asked;
  const { data, isPlaceholderData } = useAnswer(askValues(dimension, { from, to }), generation);
  if (data === undefined || isPlaceholderData) return null;
  return data.rows
    .map((row) => {
      const [value, users] = [row[dimension] ?? unknownValue, row["active_users"]];
      return { value: value === unknownValue ? "" : String(value), users: typeof users === "number" ? users : null };
    })
    .toSorted((a, b) => (b.users ?? 0) - (a.users ?? 0));
}

interface ValuesProps {
  readonly filter: Filter;
  readonly values: readonly Value[] | null;
  readonly onChange: (values: readonly string[]) => void;
}

function Values({ filter, values, onChange }: ValuesProps) {
  const [search, setSearch] = useState("");
  if (values === null) return <div className="filter-values skeleton" />;
  const wanted = search.trim().toLowerCase();
  const shown = values.filter(({ value }) =>
    `${value} ${dimensionValue(filter.dimension, value)}`.toLowerCase().includes(wanted),
  );
  const toggle = (value: string): void =>
    onChange(
      filter.values.includes(value) ? filter.values.filter((other) => other !== value) : [...filter.values, value],
    );
  return (
    <>
      {values.length >= searchableFrom && (
        <SearchField aria-label={`Search ${dimensionTitle(filter.dimension)}`} value={search} onChange={setSearch}>
          <Input className="search" placeholder="Search" />
        </SearchField>
      )}
      <ul className="filter-values">
        {shown.map(({ value, users }) => (
          <li key={value}>
            <label>
              <input type="checkbox" checked={filter.values.includes(value)} onChange={() => toggle(value)} />
              <bdi>{dimensionValue(filter.dimension, value)}</bdi>
              <span className="figure">{formatExact(users, { unit: "count", currency: null })}</span>
            </label>
          </li>
        ))}
        {shown.length === 0 && <li className="filter-none">No value matches.</li>}
      </ul>
    </>
  );
}
