import { Figure } from "./figure.tsx";
import type { Panel } from "./panel.ts";
import { noteOf, type Point, type Track } from "./track.ts";

/** The same figures as a chart, in tables: one for each length of bucket. */
export function TableTwin({ title, panels }: { title: string; panels: readonly Panel[] }) {
  const groups = groupByPeriods(panels.flatMap(({ tracks }) => tracks));
  return (
    <div className="table-twin" tabIndex={0} role="region" aria-label={`${title}, table`}>
      {groups.map((tracks) => (
        <PeriodTable key={tracks.map(({ name }) => name).join()} tracks={tracks} />
      ))}
    </div>
  );
}

function PeriodTable({ tracks }: { tracks: readonly Track[] }) {
  const periods = tracks[0]?.points ?? [];
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">Period</th>
          {tracks.map(({ name }) => (
            <th key={name} scope="col" className="figure">
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {periods.map((point, index) => (
          <PeriodRow key={point.start} point={point} tracks={tracks} index={index} />
        ))}
      </tbody>
    </table>
  );
}

function PeriodRow({ point, tracks, index }: { point: Point; tracks: readonly Track[]; index: number }) {
  const note = noteOf(point);
  return (
    <tr>
      <th scope="row">
        {point.label}
        {note !== "" && <span className="state"> {note}</span>}
      </th>
      {tracks.map((track) => {
        const at = track.points[index];
        return (
          <td key={track.name} className="figure">
            <Figure
              value={at?.value ?? null}
              unit={track.unit}
              address={at?.address ?? null}
              isExact
              label={`${track.name}, ${at?.label ?? point.label}`}
            />
          </td>
        );
      })}
    </tr>
  );
}

function groupByPeriods(tracks: readonly Track[]): readonly (readonly Track[])[] {
  const groups = new Map<string, Track[]>();
  for (const track of tracks) {
    const key = `${track.points.length} ${track.points[0]?.start ?? ""} ${track.points[0]?.end ?? ""}`;
    groups.set(key, [...(groups.get(key) ?? []), track]);
  }
  return [...groups.values()];
}
