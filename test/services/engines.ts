import { startClickhouse } from "./clickhouse.ts";
import { startPostgres } from "./postgres.ts";

/** An engine behind a network, with room for as many warehouses as a test wants. */
export interface EngineService {
  /** The address, password and all, of an empty place on it; `name` is new. */
  readonly place: (name: string) => Promise<string>;
  readonly stop: () => Promise<void>;
}

type EngineName = "PostgreSQL" | "ClickHouse" | "Redshift";

const local = {
  PostgreSQL: async () => {
    const { url, stop } = await startPostgres();
    return { place: async (name: string) => `${url}?schema=${name}`, stop };
  },
  ClickHouse: async () => {
    const { database, stop } = await startClickhouse();
    return { place: database, stop };
  },
};

/** A live cluster: schemas of its own, which stay there for whoever wants to look at them. */
const redshift = (url: string) => async (): Promise<EngineService> => {
  const run = Date.now().toString(36);
  return {
    place: async (name) => {
      const address = new URL(url);
      const { REDSHIFT_TEST_ROLE: role, REDSHIFT_TEST_STAGING: staging, AWS_REGION: region } = process.env;
      const parameters = { role, staging, region, schema: `tidemark_test_${run}_${name}`.toLowerCase() };
      for (const [key, value] of Object.entries(parameters)) if (value) address.searchParams.set(key, value);
      return address.href;
    },
    stop: async () => {},
  };
};

const { REDSHIFT_TEST_URL: live } = process.env;

/** Starts each engine that is tested, under the name that people know it by: a live Redshift alone where one is given. */
export const engines = (live ? { Redshift: redshift(live) } : local) as Readonly<
  Record<EngineName, () => Promise<EngineService>>
>;
