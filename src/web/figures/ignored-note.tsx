import { dimensionTitle } from "../format/dimension.ts";

/** Says that figures do not follow a filter, for they have no such dimension. */
export function IgnoredNote({ subject, dimensions }: { subject: string; dimensions: readonly string[] }) {
  if (dimensions.length === 0) return null;
  const names = dimensions.map((name) => dimensionTitle(name).toLowerCase()).join(" and no ");
  return (
    <p className="section-note">
      {subject} have no {names}: the figures here are shown without that filter.
    </p>
  );
}
