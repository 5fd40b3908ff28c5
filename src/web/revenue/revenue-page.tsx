import { askArr, askQuery } from "../api/ask.ts";
import { useAnswer } from "../api/use-answer.ts";
import { BreakdownCard } from "../figures/breakdown-card.tsx";
import { CurrencyChoice } from "../figures/currency-choice.tsx";
import { IgnoredNote } from "../figures/ignored-note.tsx";
import { KpiStrip } from "../figures/kpi-strip.tsx";
import { MetricsChart } from "../figures/metrics-chart.tsx";
import type { PageProps } from "../shell/pages.ts";
import { Toolbar } from "../shell/toolbar.tsx";
import { narrowed, type PageState, usePage } from "../state/use-page.ts";
import { arrLook, cancelLook, churnLook, renewalLook, retainedLook } from "./looks.ts";
import { MovementsChart } from "./movements-chart.tsx";
import { PlanActivity } from "./plan-activity.tsx";
import { WaterfallTable } from "./waterfall-table.tsx";

const standing = ["gross_arr", "net_arr", "net_new_arr", "gross_new_arr", "quick_ratio"];
const lost = ["cancel_arr", "cancel_arr_monthly", "cancel_arr_yearly", "paying_customers", "arpa"];
const ofEnd = ["gross_arr", "net_arr", "paying_customers", "arpa"];
const kept = ["grr", "nrr"];
const keptYear = ["grr_12m", "nrr_12m"];

/** What is earned, what moved it, what was lost and why, and whether those who pay use the product. */
export function RevenuePage({ status }: PageProps) {
  const page = usePage(status);
  if (page.currency === null) return <NothingSold page={page} />;
  return <Sold page={page} currency={page.currency} />;
}

function Sold({ page, currency }: { page: PageState; currency: string }) {
  const { revenue, generation, compare } = page;
  const known = (names: readonly string[]) =>
    names.filter((name) => page.metrics.some((metric) => metric.name === name));
  const scope = narrowed(revenue.scope, standing, page);
  const cancelled = narrowed(revenue.scope, ["cancel_arr"], page);
  const main = useAnswer(scope && askQuery({ ...scope, metrics: [...standing, ...lost], compare }), generation);
  const rates = useAnswer(scope && askQuery({ ...scope, metrics: kept, compare }), generation);
  const years = useAnswer(scope && askQuery({ ...scope, grain: "month", metrics: keptYear }), generation);
  const movements = useAnswer(scope && askArr(scope), generation);
  const churn = known(["logo_churn_rate", "arr_churn_rate"]);
  const churned = useAnswer(
    scope && churn.length > 0 ? askQuery({ ...scope, metrics: churn, compare }) : null,
    generation,
  );
  const renewals = known(["renewal_arr"]);
  const renewed = useAnswer(
    scope && renewals.length > 0 ? askQuery({ ...scope, metrics: renewals }) : null,
    generation,
  );
  const card = (metric: string) =>
    ({ metric, course: main, headline: main, when: ofEnd.includes(metric) ? "end" : "range" }) as const;
  return (
    <>
      <Toolbar page={page} />
      <div className="page">
        <h1 className="visually-hidden">Revenue</h1>
        <CurrencyChoice page={page} />
        <KpiStrip page={page} cards={[...standing, ...lost].map(card)} />
        <section aria-labelledby="arr">
          <h2 id="arr">Annual recurring revenue</h2>
          <IgnoredNote subject="Subscriptions" dimensions={revenue.ignored} />
          <div className="charts">
            <MetricsChart look={arrLook} asked={main} page={page} />
            <MovementsChart asked={movements} currency={currency} />
          </div>
          <WaterfallTable asked={movements} currency={currency} />
        </section>
        <section aria-labelledby="lost">
          <h2 id="lost">What was cancelled, and why</h2>
          <div className="charts">
            <MetricsChart look={cancelLook} asked={main} page={page} />
            <BreakdownCard
              page={page}
              metric="cancel_arr"
              name="Cancel ARR"
              dimension="cancel_reason"
              scope={cancelled}
            />
          </div>
          <div className="lists">
            {["cancel_type", "plan", "billing_interval"].map((dimension) => (
              <BreakdownCard
                key={dimension}
                page={page}
                metric="cancel_arr"
                name="Cancel ARR"
                dimension={dimension}
                scope={cancelled}
              />
            ))}
          </div>
        </section>
        <section aria-labelledby="kept">
          <h2 id="kept">What is kept</h2>
          <KpiStrip
            page={page}
            className="kpis-4"
            cards={[
              ...kept.map((metric) => ({ metric, course: rates, headline: rates, when: "range" }) as const),
              ...keptYear.map((metric) => ({ metric, course: years, headline: years, when: "end" }) as const),
            ]}
          />
          <div className="charts">
            <MetricsChart look={retainedLook} asked={rates} page={page} />
            {churn.length > 0 && <MetricsChart look={churnLook(churn)} asked={churned} page={page} />}
            {renewals.length > 0 && <MetricsChart look={renewalLook} asked={renewed} page={page} />}
          </div>
        </section>
        <section aria-labelledby="where">
          <h2 id="where">Where it comes from</h2>
          <div className="lists">
            {["plan", "billing_interval", "country"].map((dimension) => (
              <BreakdownCard
                key={dimension}
                page={page}
                metric="gross_arr"
                name="Gross ARR"
                dimension={dimension}
                scope={scope}
              />
            ))}
          </div>
        </section>
        <PlanActivity page={page} />
      </div>
    </>
  );
}

function NothingSold({ page }: { page: PageState }) {
  return (
    <>
      <Toolbar page={page} />
      <div className="page">
        <h1 className="visually-hidden">Revenue</h1>
        <div className="notice">
          <h2>No subscriptions are loaded</h2>
          <p>Bring them in, then this page fills by itself:</p>
          <pre>
            <code>
              {"tidemark import subscriptions FILE --map subscription_id=…,user_id=…,valid_from=…\ntidemark load"}
            </code>
          </pre>
        </div>
      </div>
    </>
  );
}
