/** Outlines on a field of 16 by 16, drawn with the text's colour. */
const paths = {
  calendar: "M2.5 4.5a1 1 0 0 1 1-1h9a1 1 0 0 1 1 1v8a1 1 0 0 1-1 1h-9a1 1 0 0 1-1-1zM2.5 7h11M5.5 2v2.5M10.5 2v2.5",
  chevron: "M4.5 6.5 8 10l3.5-3.5",
  filter: "M2.5 4h11M4.5 8h7M6.5 12h3",
  close: "m4.5 4.5 7 7M11.5 4.5l-7 7",
  left: "M9.5 4.5 6 8l3.5 3.5",
  right: "M6.5 4.5 10 8l-3.5 3.5",
  info: "M8 7.5V11M8 5.2v.1M14 8A6 6 0 1 1 2 8a6 6 0 0 1 12 0z",
  table: "M2.5 3.5h11v9h-11zM2.5 6.5h11M2.5 9.5h11M6.5 6.5v6",
  chart: "M2.5 12.5 6 8l3 2.5 4.5-6",
  more: "M3.2 8h.6M7.7 8h.6M12.2 8h.6",
  check: "m3 8.5 3.2 3.2L13 5",
  copy: "M5.5 5.5h7v8h-7zM3.5 10.5v-8h7",
  download: "M8 2.5v7.5M4.8 7 8 10.2 11.2 7M3 13.2h10",
  exclude: "M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12zM3.8 3.8l8.4 8.4",
  keyboard: "M1.5 4.5h13v7.5h-13zM4 7h.1M6.7 7h.1M9.3 7h.1M12 7h.1M4.5 9.7h7",
  drop: "M8 10.5V2.8M4.8 6 8 2.8 11.2 6M2.5 10.5v2.7h11v-2.7",
  sun: "M8 5.2a2.8 2.8 0 1 1 0 5.6 2.8 2.8 0 0 1 0-5.6zM8 1.5v1.2M8 13.3v1.2M1.5 8h1.2M13.3 8h1.2M3.4 3.4l.9.9M11.7 11.7l.9.9M3.4 12.6l.9-.9M11.7 4.3l.9-.9",
  moon: "M13.5 9.6A5.8 5.8 0 1 1 6.4 2.5a4.6 4.6 0 0 0 7.1 7.1z",
  system: "M2.5 3.5h11v7h-11zM6 13.5h4M8 10.5v3",
} as const;

/** A small sign beside words; it has no name of its own. */
export function Icon({ name }: { name: keyof typeof paths }) {
  return (
    <svg className="icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
      <path
        d={paths[name]}
        fill="none"
        stroke="currentColor"
        strokeWidth="1.5"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  );
}
