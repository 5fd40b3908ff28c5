import { askRetention } from "../api/ask.ts";
import { useAnswer } from "../api/use-answer.ts";
import { Select } from "../controls/select.tsx";
import { IgnoredNote } from "../figures/ignored-note.tsx";
import { eventTitle } from "../format/dimension.ts";
import type { PageProps } from "../shell/pages.ts";
import { Toolbar } from "../shell/toolbar.tsx";
import { useChoice, useParameter } from "../state/parameter.ts";
import { usePage } from "../state/use-page.ts";
import { HeatMap } from "./heat-map.tsx";
import { RetentionCurve } from "./retention-curve.tsx";

const cohorts = ["first_time", "every_active"] as const;
const modes = ["on", "on_or_after"] as const;
const lengths = ["12", "6", "24"] as const;
const occurrences = ["1", "2", "3", "5"] as const;

/** Whether people come back: cohorts by when they began, and who of each returned period by period. */
export function RetentionPage({ status }: PageProps) {
  const page = usePage(status);
  const { scope, ignored } = page.activity;
  const [start, setStart] = useParameter("start");
  const [back, setBack] = useParameter("return");
  const [cohort, setCohort] = useChoice("cohort", cohorts);
  const [mode, setMode] = useChoice("mode", modes);
  const [periods, setPeriods] = useChoice("periods", lengths);
  const [least, setLeast] = useChoice("least", occurrences);
  const asked = useAnswer(
    scope &&
      askRetention({
        ...scope,
        startEvent: start === null ? [] : [start],
        returnEvent: back === null ? [] : [back],
        cohort,
        mode,
        periods: Number(periods),
        minOccurrences: Number(least),
      }),
    page.generation,
  );
  const events = [
    ["", "any activity"] as const,
    ...status.events.map((event) => [event, `“${eventTitle(event)}”`] as const),
  ];
  return (
    <>
      <Toolbar page={page} hasCompare={false} />
      <div className="page">
        <h1 className="visually-hidden">Retention</h1>
        <IgnoredNote subject="Events" dimensions={ignored} />
        <div className="sentence-controls">
          <span>Of people who did</span>
          <Select label="Start event" value={start ?? ""} options={events} onChange={(one) => setStart(one || null)} />
          <Select
            label="Cohorts"
            value={cohort}
            options={[
              ["first_time", `for the first time in a ${page.range.grain}`],
              ["every_active", `in a ${page.range.grain}`],
            ]}
            onChange={setCohort}
          />
          <span>how many did</span>
          <Select label="Return event" value={back ?? ""} options={events} onChange={(one) => setBack(one || null)} />
          <Select
            label="Times"
            value={least}
            options={occurrences.map((one) => [one, one === "1" ? "at least once" : `at least ${one} times`] as const)}
            onChange={setLeast}
          />
          <Select
            label="Mode"
            value={mode}
            options={[
              ["on", `in that very ${page.range.grain}`],
              ["on_or_after", "then or later"],
            ]}
            onChange={setMode}
          />
          <span className="sentence-end">
            over
            <Select
              label="Periods"
              value={periods}
              options={lengths
                .toSorted((a, b) => Number(a) - Number(b))
                .map((one) => [one, `${one} ${page.range.grain}s`] as const)}
              onChange={setPeriods}
            />
          </span>
        </div>
        <div className="beside beside-right">
          <RetentionCurve asked={asked} />
          <HeatMap asked={asked} />
        </div>
      </div>
    </>
  );
}
