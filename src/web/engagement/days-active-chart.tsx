import { useMemo } from "react";
import { askStickiness } from "../api/ask.ts";
import { useAnswer } from "../api/use-answer.ts";
import { ChartCard } from "../charts/chart-card.tsx";
import { numberedTrack } from "../charts/numbered-track.ts";
import { TermsButton } from "../figures/terms-button.tsx";
import { formatInteger } from "../format/number.ts";
import type { PageState } from "../state/use-page.ts";

/** How many users were active in exactly so many buckets of the range. */
export function DaysActiveChart({ page }: { page: PageState }) {
  const { activity, generation, range } = page;
  const asked = useAnswer(activity.scope && askStickiness(activity.scope), generation);
  const { data, ask } = asked;
  const grain = data?.question.grain ?? range.grain;
  const panels = useMemo(() => {
    if (data === undefined) return [];
    const track = numberedTrack(
      data.rows.map((row, index) => ({
        place: Number(row["activePeriods"]),
        value: typeof row["users"] === "number" ? row["users"] : null,
        label: `Active in ${row["activePeriods"]} ${Number(row["activePeriods"]) === 1 ? grain : `${grain}s`}`,
        address: ask === null ? null : { path: ask.path, pointer: `/rows/${index}/users` },
      })),
      { name: "Users", shape: "bars", colour: 1, unit: { unit: "count", currency: null }, axis: `${grain}s` },
    );
    return [{ tracks: [track] }];
  }, [data, ask, grain]);
  const users = data?.totals["users"];
  return (
    <ChartCard
      title={`Active ${grain}s per person`}
      summary={
        users === undefined || users === null
          ? null
          : `Of ${formatInteger(users)} people active in this range, how many were active in 1, 2, 3 … of its ${grain}s.`
      }
      panels={panels}
      asked={[asked]}
      definition={
        <TermsButton
          title="Active periods per person"
          terms={[
            { term: "Bar n", meaning: `People active in exactly n ${grain}s of the range, whichever they were.` },
          ]}
        />
      }
    />
  );
}
