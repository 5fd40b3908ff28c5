import { useMemo } from "react";
import type { ArrAnswer } from "../api/contract.ts";
import type { Asked } from "../api/use-answer.ts";
import { ChartCard } from "../charts/chart-card.tsx";
import { trackOf } from "../charts/track.ts";
import { TermsButton } from "../figures/terms-button.tsx";
import { formatFigure } from "../format/number.ts";
import { movements } from "./movements.ts";

/** What ARR gained above the line, what it lost below it, period by period. */
export function MovementsChart({ asked, currency }: { asked: Asked<ArrAnswer>; currency: string }) {
  const { data, ask } = asked;
  const panels = useMemo(() => {
    if (data === undefined) return [];
    const isMeant = (row: Readonly<Record<string, unknown>>) => row["currency"] === currency;
    const tracks = movements
      .map((look) => trackOf({ ask, data }, look.metric, { ...look, isMeant }))
      .filter(({ points }) => points.some(({ value }) => value !== null && value !== 0));
    return [{ tracks, stacked: true }];
  }, [data, ask, currency]);
  const money = { unit: "minor_units", currency };
  const total = (name: string): string => formatFigure(data?.totals[name] ?? null, money);
  return (
    <ChartCard
      title="What moved ARR"
      summary={
        data === undefined
          ? null
          : `From ${total("opening")} to ${total("closing")}: ${total("new")} new, ${total("expansion")} expansion, ${total("churn")} churn, ${total("contraction")} contraction.`
      }
      panels={panels}
      asked={[asked]}
      definition={
        <TermsButton title="What moved ARR" terms={movements.map(({ name, meaning }) => ({ term: name, meaning }))} />
      }
      warnings={data?.warnings ?? []}
    />
  );
}
