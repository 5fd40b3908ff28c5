import { Icon } from "../controls/icon.tsx";
import { Select } from "../controls/select.tsx";
import { dimensionTitle } from "../format/dimension.ts";
import type { PageState } from "../state/use-page.ts";
import { hasDimension } from "./use-explored.ts";
import type { Exploration } from "./use-exploration.ts";

interface ExploreControlsProps {
  readonly page: PageState;
  readonly exploration: Exploration;
  /** The dimension that is asked by, where every metric has it. */
  readonly by: string | null;
  readonly onChange: (parts: Partial<Exploration>) => void;
}

const mostMetrics = 5;
const tops = ["3", "5", "10", "20"];

/** Which metrics, split by what, how many groups apart. */
export function ExploreControls({ page, exploration: { metrics, top }, by, onChange }: ExploreControlsProps) {
  const chosen = metrics.flatMap((name) => page.metrics.find((one) => one.name === name) ?? []);
  const [subject] = chosen.map((metric) => metric.subject);
  // Money and activity reach to different instants: one question holds one of them.
  const others = page.metrics.filter(
    ({ name, subject: own }) => !metrics.includes(name) && (subject === undefined || own === subject),
  );
  const dimensions = (chosen[0]?.dimensions ?? []).filter(
    (dimension) =>
      !["user_id", "properties.*"].includes(dimension) && chosen.every((one) => hasDimension(one, dimension)),
  );
  return (
    <div className="sentence-controls">
      <span>Show</span>
      {metrics.map((name, index) => (
        <span key={name} className="metric-choice">
          <Select
            label={`Metric ${index + 1}`}
            value={name}
            options={page.metrics
              .filter((one) => one.name === name || (index === 0 && metrics.length === 1) || others.includes(one))
              .map((one) => [one.name, one.title] as const)}
            onChange={(chosenName) => onChange({ metrics: metrics.map((one) => (one === name ? chosenName : one)) })}
          />
          {metrics.length > 1 && (
            <button
              type="button"
              className="icon-button"
              aria-label={`Leave out ${chosen[index]?.title ?? name}`}
              onClick={() => onChange({ metrics: metrics.filter((one) => one !== name) })}
            >
              <Icon name="close" />
            </button>
          )}
        </span>
      ))}
      {metrics.length < mostMetrics && by === null && (
        <Select
          label="Add a metric"
          value=""
          options={[["", "and…"], ...others.map((one) => [one.name, one.title] as const)]}
          onChange={(name) => name !== "" && onChange({ metrics: [...metrics, name] })}
        />
      )}
      <span className="sentence-end">
        by
        <Select
          label="Break down by"
          value={by ?? ""}
          options={[["", "nothing"], ...dimensions.map((one) => [one, dimensionTitle(one).toLowerCase()] as const)]}
          onChange={(dimension) =>
            onChange({ by: dimension || null, metrics: dimension === "" ? metrics : metrics.slice(0, 1) })
          }
        />
      </span>
      {by !== null && (
        <Select
          label="Groups"
          value={String(top)}
          options={[...new Set([...tops, String(top)])].map((one) => [one, `top ${one}, rest as Other`] as const)}
          onChange={(one) => onChange({ top: Number(one) })}
        />
      )}
    </div>
  );
}
