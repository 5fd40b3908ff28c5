import type { LoadList } from "../api/contract.ts";
import type { Asked } from "../api/use-answer.ts";
import { FrameCard } from "../charts/frame-card.tsx";
import { formatBytes, formatExact, formatInteger } from "../format/number.ts";

/** How clean what was loaded is: counted twice, contradicted, refused. */
export function QualityCard({ loads }: { loads: Asked<LoadList> }) {
  const totals = loads.data?.totals;
  const types = loads.data?.userTypes;
  const facts =
    totals === undefined
      ? []
      : ([
          ["Event rows", formatInteger(totals.events), ""],
          ["Subscription versions", formatInteger(totals.subscriptions), ""],
          ["Stored", formatBytes(totals.bytes), ""],
          ["Duplicates, counted once", formatInteger(totals.duplicates), ""],
          ["Conflicts, in quarantine", formatInteger(totals.conflicts), totals.conflicts > 0 ? "look at them" : ""],
          ["Rejected, in quarantine", formatInteger(totals.rejected), totals.rejected > 0 ? "look at them" : ""],
          ["Source's user type differs", differs(types), ""],
          ["Batches not loaded yet", formatInteger(totals.notLoaded), totals.notLoaded > 0 ? "run tidemark load" : ""],
        ] as const);
  return (
    <FrameCard title="Quality" asked={[loads]} room="facts-room">
      {() => (
        <dl className="facts">
          {facts.map(([name, value, note]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd className="figure">
                {note !== "" && <span className="fact-note">{note} </span>}
                {value}
              </dd>
            </div>
          ))}
        </dl>
      )}
    </FrameCard>
  );
}

/** How often a source's word for new and returning people is not what all of history says. */
function differs(types: LoadList["userTypes"] | undefined): string {
  if (types === undefined || types.disagreementRate === null) return "none stated";
  const rate = formatExact(types.disagreementRate, { unit: "rate", currency: null });
  return `${formatInteger(types.disagreeing)} of ${formatInteger(types.stated)} (${rate})`;
}
