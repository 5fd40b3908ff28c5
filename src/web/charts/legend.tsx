import { hasEndLabels, type Panel } from "./panel.ts";
import { Swatch } from "./swatch.tsx";

/** The names of a chart's tracks. Lines that are named at their ends hide theirs where there is room (see charts.css). */
export function Legend({ panels }: { panels: readonly Panel[] }) {
  const tracks = panels.length === 1 ? (panels[0]?.tracks ?? []) : [];
  if (tracks.length < 2) return null;
  const isDirect = hasEndLabels(panels, Number.POSITIVE_INFINITY);
  return (
    <ul className={isDirect ? "legend legend-narrow" : "legend"}>
      {tracks.map((track) => (
        <li key={track.name}>
          <Swatch track={track} />
          {track.name}
        </li>
      ))}
    </ul>
  );
}
