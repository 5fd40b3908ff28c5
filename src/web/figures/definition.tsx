import type { MetricDescription } from "../api/contract.ts";
import { Icon } from "../controls/icon.tsx";
import { PopoverButton } from "../controls/popover-button.tsx";
import { type NumberAddress, openNumber } from "../state/number-address.ts";

interface DefinitionProps {
  readonly title: string;
  readonly metrics: readonly MetricDescription[];
  /** Where the figure of a metric stands, to look behind it. */
  readonly addressOf?: (metric: string) => NumberAddress | null;
}

/** What the figures of a card mean, a press away; and from there what is behind each. */
export function Definition({ title, metrics, addressOf = () => null }: DefinitionProps) {
  if (metrics.length === 0) return null;
  return (
    <PopoverButton
      face={<Icon name="info" />}
      label={`What ${title} means`}
      hasWords={false}
      className="icon-button definition-button"
      panelClassName="definition"
    >
      {(close) =>
        metrics.map((metric) => {
          const address = addressOf(metric.name);
          return (
            <section key={metric.name}>
              <h3>{metric.title}</h3>
              <p>{metric.meaning}</p>
              <p className="definition-name">
                <code>{metric.name}</code>
                {!metric.additive && metric.unit === "count" && " Recounted for every range and group, never summed."}
              </p>
              {address !== null && (
                <button
                  type="button"
                  className="link"
                  onClick={() => {
                    close();
                    openNumber(address);
                  }}
                >
                  Proof, rows and SQL of {metric.title}
                </button>
              )}
            </section>
          );
        })
      }
    </PopoverButton>
  );
}
