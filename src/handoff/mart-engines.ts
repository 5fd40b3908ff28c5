/** The engines in whose SQL the marts are written out: those of a server, which other tools can ask. */
export const martEngines = ["postgres", "redshift", "clickhouse"] as const;
export type MartEngine = (typeof martEngines)[number];
