const charts = Array.from({ length: 2 }, (_, index) => index);

/** A page's outline while it is not known what is loaded; as high as what takes its place. */
export function PageSkeleton() {
  return (
    <>
      <div className="toolbar">
        <div className="toolbar-inner">
          <div className="toolbar-room" />
        </div>
      </div>
      <div className="page" aria-busy="true" aria-label="Loading">
        <div className="kpis-room skeleton" />
        <div className="charts">
          {charts.map((chart) => (
            <div key={chart} className="card">
              <div className="chart-room skeleton" />
            </div>
          ))}
        </div>
      </div>
    </>
  );
}
