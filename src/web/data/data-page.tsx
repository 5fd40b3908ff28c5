import { isExported } from "../api/exported.ts";
import { useAnswer } from "../api/use-answer.ts";
import type { LoadList } from "../api/contract.ts";
import { Freshness } from "../shell/freshness.tsx";
import type { PageProps } from "../shell/pages.ts";
import { DropCard } from "./drop-card.tsx";
import { FreshnessCard } from "./freshness-card.tsx";
import { LoadsCard } from "./loads-card.tsx";
import { QualityCard } from "./quality-card.tsx";
import { QuarantineCard } from "./quarantine-card.tsx";
import { RestatementsCard } from "./restatements-card.tsx";
import { VerifyCard } from "./verify-card.tsx";

/** What the figures stand on: how fresh, how clean, what was loaded, what was refused, and whether all of it checks out. */
export function DataPage({ status }: PageProps) {
  // A copy has no server that could check or import, and no rows about single people.
  const isCopy = isExported();
  const loads = useAnswer<LoadList>({ path: "/v1/loads" }, status.generation);
  return (
    <>
      <div className="toolbar">
        <div className="toolbar-inner">
          <p className="toolbar-title">What the figures stand on</p>
          <Freshness status={status} />
        </div>
      </div>
      <div className="page">
        <h1 className="visually-hidden">Data</h1>
        <div className="lists">
          <FreshnessCard status={status} />
          <QualityCard loads={loads} />
          {!isCopy && <VerifyCard status={status} />}
        </div>
        {!isCopy && <DropCard />}
        <RestatementsCard status={status} />
        <LoadsCard loads={loads} timezone={status.timezone} />
        {!isCopy && <QuarantineCard status={status} />}
      </div>
    </>
  );
}
