const cards = Array.from({ length: 10 }, (_, index) => index);
const charts = Array.from({ length: 2 }, (_, index) => index);

/** The page's outline while it is not known what is loaded; as high as what takes its place. */
export function PageSkeleton() {
  return (
    <div className="page" aria-busy="true" aria-label="Loading">
      <div className="toolbar-room skeleton" />
      <div className="kpis">
        {cards.map((card) => (
          <div key={card} className="kpi">
            <div className="kpi-room skeleton" />
          </div>
        ))}
      </div>
      <div className="charts charts-room">
        {charts.map((chart) => (
          <div key={chart} className="card">
            <div className="chart-room skeleton" />
          </div>
        ))}
      </div>
    </div>
  );
}
