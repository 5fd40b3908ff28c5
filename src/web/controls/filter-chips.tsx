import { dimensionTitle, dimensionValue } from "../format/dimension.ts";
import type { Filter } from "../state/filter.ts";
import { Icon } from "./icon.tsx";

/** Values a chip names before it counts the rest. */
const namedValues = 3;

/** What the page is filtered by, one chip a condition, each with a way to take it back. */
export function FilterChips({
  filters,
  onChange,
}: {
  filters: readonly Filter[];
  onChange: (filters: readonly Filter[]) => void;
}) {
  if (filters.length === 0) return null;
  return (
    <ul className="chips" aria-label="Filters">
      {filters.map((filter) => (
        <li key={`${filter.dimension} ${filter.operator}`} className="chip">
          <span>
            {dimensionTitle(filter.dimension)} {filter.operator === "is" ? "is" : "is not"}{" "}
            <bdi>{valuesOf(filter)}</bdi>
          </span>
          <button
            type="button"
            aria-label={`Remove the filter on ${dimensionTitle(filter.dimension)}`}
            onClick={() => onChange(filters.filter((other) => other !== filter))}
          >
            <Icon name="close" />
          </button>
        </li>
      ))}
    </ul>
  );
}

function valuesOf({ dimension, values }: Filter): string {
  const named = values.slice(0, namedValues).map((value) => dimensionValue(dimension, value));
  const rest = values.length - named.length;
  return rest > 0 ? `${named.join(", ")} and ${rest} more` : named.join(" or ");
}
