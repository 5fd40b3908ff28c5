import { askFunnel } from "../api/ask.ts";
import type { FunnelAnswer } from "../api/contract.ts";
import { useAnswer } from "../api/use-answer.ts";
import { CardMenu } from "../charts/card-menu.tsx";
import { Figure } from "../charts/figure.tsx";
import { FrameCard } from "../charts/frame-card.tsx";
import { Select } from "../controls/select.tsx";
import { TermsButton } from "../figures/terms-button.tsx";
import { eventTitle } from "../format/dimension.ts";
import { formatExact, formatInteger, formatSeconds } from "../format/number.ts";
import { useChoice, useParameters } from "../state/parameter.ts";
import type { PageState } from "../state/use-page.ts";

const windows = ["14d", "1d", "7d", "30d", "90d"] as const;
const orders = ["ordered", "strict", "any"] as const;
const windowTitles = { "1d": "1 day", "7d": "7 days", "14d": "14 days", "30d": "30 days", "90d": "90 days" } as const;
const orderTitles = { ordered: "in this order", strict: "nothing in between", any: "in any order" } as const;
const usual = ["editor_opened", "project_created", "project_exported"];

const terms = [
  {
    term: "Users",
    meaning: "People whose best attempt reached this step within the time, counted from their first step.",
  },
  { term: "Conversion", meaning: "Users of this step ÷ users of the first." },
  { term: "Time", meaning: "From the step before: the middle person's time, and the average." },
  { term: "Still running", meaning: "Attempts whose time is not over yet are left out, converted or not." },
];

/** Users from step to step, and how long they take; steps, time and order are chosen here and stand in the address. */
export function FunnelCard({ page }: { page: PageState }) {
  const { activity, generation, status } = page;
  const [chosen, setSteps] = useParameters("step");
  const [window, setWindow] = useChoice("window", windows);
  const [order, setOrder] = useChoice("order", orders);
  const known = usual.filter((event) => status.events.includes(event));
  const steps = chosen.length > 1 ? chosen : known.length > 1 ? known : status.events.slice(0, 3);
  const { scope } = activity;
  const ask = scope && askFunnel({ from: scope.from, to: scope.to, where: scope.where, step: steps, window, order });
  const asked = useAnswer(ask, generation);
  const { data } = asked;
  const change = (index: number, event: string): void =>
    setSteps(
      event === "" ? steps.filter((_, at) => at !== index) : steps.map((step, at) => (at === index ? event : step)),
    );
  const options = status.events.map((event) => [event, eventTitle(event)] as const);
  return (
    <FrameCard
      title="Funnel"
      summary={sentenceOf(data)}
      asked={[asked]}
      room="chart-room"
      definition={<TermsButton title="Funnel" terms={terms} />}
      actions={<CardMenu title="Funnel" paths={asked.ask === null ? [] : [asked.ask.path]} />}
      warnings={data?.warnings ?? []}
    >
      {() => (
        <div className="funnel chart-room">
          <div className="card-controls">
            <Select
              label="Time from the first step"
              value={window}
              options={windows
                .toSorted((a, b) => Number.parseInt(a, 10) - Number.parseInt(b, 10))
                .map((one) => [one, `within ${windowTitles[one]}`] as const)}
              onChange={setWindow}
            />
            <Select
              label="Order of the steps"
              value={order}
              options={orders.map((one) => [one, orderTitles[one]] as const)}
              onChange={setOrder}
            />
            {steps.length < 8 && (
              <Select
                label="Add a step"
                value=""
                options={[["", "Add a step…"], ...options]}
                onChange={(event) => event !== "" && setSteps([...steps, event])}
              />
            )}
          </div>
          <ol className="funnel-steps">
            {(data?.rows ?? []).map(({ step, event, users, conversion, medianSeconds, averageSeconds }, index) => {
              const name = event === null ? `Any ${step} of the steps` : eventTitle(event);
              const pointer = (column: string) => ({ path: ask?.path ?? "", pointer: `/rows/${index}/${column}` });
              return (
                <li key={`${step} ${event}`}>
                  <div className="funnel-name">
                    {order === "any" ? (
                      <span>{name}</span>
                    ) : (
                      <Select
                        label={`Step ${step}`}
                        value={event ?? ""}
                        options={steps.length > 2 ? [...options, ["", "Remove this step"] as const] : options}
                        onChange={(one) => change(index, one)}
                      />
                    )}
                    <span className="funnel-time">
                      {medianSeconds !== null &&
                        `${formatSeconds(medianSeconds)} median, ${formatSeconds(averageSeconds)} average`}
                    </span>
                  </div>
                  <div className="funnel-bar" aria-hidden="true">
                    <span style={{ width: `${(conversion ?? 0) * 100}%` }} />
                  </div>
                  <div className="funnel-figures">
                    <Figure
                      value={conversion}
                      unit={{ unit: "rate", currency: null }}
                      address={pointer("conversion")}
                      label={`${name}, conversion`}
                    />
                    <span className="funnel-users">
                      <Figure
                        value={users}
                        unit={{ unit: "count", currency: null }}
                        address={pointer("users")}
                        label={`${name}, users`}
                      />{" "}
                      users
                    </span>
                  </div>
                </li>
              );
            })}
          </ol>
        </div>
      )}
    </FrameCard>
  );
}

function sentenceOf(data: FunnelAnswer | undefined): string | null {
  if (data === undefined) return null;
  const { users, conversion } = data.totals;
  if (conversion === null) return "Nobody took the first step in this range.";
  const last = data.rows.at(-1);
  const end = last === undefined || last.event === null ? "all steps" : eventTitle(last.event).toLowerCase();
  return `${formatExact(conversion, { unit: "rate", currency: null })} of ${formatInteger(users)} people reached “${end}” in time.`;
}
