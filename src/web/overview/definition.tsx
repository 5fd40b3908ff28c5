import type { MetricDescription } from "../api/contract.ts";
import { Icon } from "../controls/icon.tsx";
import { PopoverButton } from "../controls/popover-button.tsx";

/** What the figures of a card mean, a press away. */
export function Definition({ title, metrics }: { title: string; metrics: readonly MetricDescription[] }) {
  if (metrics.length === 0) return null;
  return (
    <PopoverButton
      face={<Icon name="info" />}
      label={`What ${title} means`}
      hasWords={false}
      className="icon-button definition-button"
      panelClassName="definition"
    >
      {() =>
        metrics.map((metric) => (
          <section key={metric.name}>
            <h3>{metric.title}</h3>
            <p>{metric.meaning}</p>
            <p className="definition-name">
              <code>{metric.name}</code>
              {!metric.additive && metric.unit === "count" && " Recounted for every range and group, never summed."}
            </p>
          </section>
        ))
      }
    </PopoverButton>
  );
}
