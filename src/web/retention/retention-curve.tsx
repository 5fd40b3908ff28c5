import { useMemo } from "react";
import type { RetentionAnswer } from "../api/contract.ts";
import type { Asked } from "../api/use-answer.ts";
import { ChartCard } from "../charts/chart-card.tsx";
import { numberedTrack } from "../charts/numbered-track.ts";
import { TermsButton } from "../figures/terms-button.tsx";
import { formatExact, formatInteger } from "../format/number.ts";

const rate = { unit: "rate", currency: null } as const;

/** All cohorts together: what share came back so many periods on. */
export function RetentionCurve({ asked }: { asked: Asked<RetentionAnswer> }) {
  const { data, ask } = asked;
  const panels = useMemo(() => {
    if (data === undefined) return [];
    const { grain } = data.question;
    const points = data.totals.rates.flatMap((value, k) => {
      if (value === null) return [];
      const label = k === 0 ? `The ${grain} they began` : `${k} ${grain}${k === 1 ? "" : "s"} on`;
      return [
        { place: k, value, label, address: ask === null ? null : { path: ask.path, pointer: `/totals/rates/${k}` } },
      ];
    });
    const look = { name: "Came back", shape: "line", colour: 1, unit: rate, axis: `${grain}s on` } as const;
    return [{ tracks: [numberedTrack(points, look)] }];
  }, [data, ask]);
  return (
    <ChartCard
      title="All cohorts"
      summary={sentenceOf(data)}
      panels={panels}
      asked={[asked]}
      definition={
        <TermsButton
          title="All cohorts"
          terms={[
            {
              term: "Share",
              meaning: "Who returned ÷ who could have: of each period, only cohorts for which it is over count.",
            },
          ]}
        />
      }
      warnings={data?.warnings ?? []}
    />
  );
}

function sentenceOf(data: RetentionAnswer | undefined): string | null {
  if (data === undefined) return null;
  const { rates, size } = data.totals;
  const { grain } = data.question;
  const next = rates[1] ?? null;
  if (next === null) return `${formatInteger(size)} people; no cohort is a whole ${grain} old yet.`;
  const last = rates.findLastIndex((one) => one !== null);
  const later = last > 1 ? `, ${formatExact(rates[last] ?? null, rate)} after ${last} ${grain}s` : "";
  return `${formatExact(next, rate)} of ${formatInteger(size)} people came back a ${grain} later${later}.`;
}
