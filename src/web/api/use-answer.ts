import { keepPreviousData, queryOptions, useQuery } from "@tanstack/react-query";
import { afterTheFirst, laterMeta } from "./after-the-first.ts";
import type { Ask } from "./ask.ts";
import type { MetricList, Status } from "./contract.ts";
import { isExported } from "./exported.ts";
import { metricsPath, statusPath } from "./first-asked.ts";
import { getJson } from "./get-json.ts";

/** How often the page looks for a new load, in milliseconds. */
const statusEveryMs = 15_000;

const statusQuery = queryOptions({
  queryKey: [statusPath],
  queryFn: ({ signal }) => getJson<Status>(statusPath, signal),
  staleTime: statusEveryMs,
});

const metricsQuery = queryOptions({
  queryKey: [metricsPath],
  queryFn: ({ signal }) => getJson<MetricList>(metricsPath, signal),
  staleTime: Infinity,
});

/** What is loaded; asked again every quarter minute and whenever the page is looked at anew, so that a new load shows by itself. */
export function useStatus() {
  return useQuery({
    ...statusQuery,
    refetchInterval: isExported() ? false : statusEveryMs,
    refetchOnWindowFocus: isExported() ? false : "always",
  });
}

/** Every metric in words. */
export function useMetrics() {
  return useQuery(metricsQuery);
}

/** A question and how far it is. */
export interface Asked<A> {
  /** null = nothing is asked (yet). */
  readonly ask: Ask<A> | null;
  readonly data: A | undefined;
  readonly error: Error | null;
  readonly isPending: boolean;
  /** True while `data` still answers the question before. */
  readonly isPlaceholderData: boolean;
  readonly refetch: () => unknown;
}

/** `isLater`: the question waits until those of the first rank are answered. */
interface Rank {
  readonly isLater?: boolean;
}

/**
 * The answer to `ask` in `generation`; null asks nothing (yet). An answer never changes within a generation, and the one
 * before stays on the page until the new one is there.
 */
export function useAnswer<A>(ask: Ask<A> | null, generation: number, { isLater = false }: Rank = {}): Asked<A> {
  const path = ask?.path ?? null;
  const { data, error, isPending, isPlaceholderData, refetch } = useQuery({
    queryKey: ["answer", generation, path],
    queryFn: async ({ signal, client }) => {
      if (isLater) await afterTheFirst(client, signal);
      return getJson<A>(path ?? "", signal);
    },
    ...(isLater ? { meta: laterMeta } : {}),
    enabled: path !== null,
    staleTime: Infinity,
    placeholderData: keepPreviousData,
  });
  return { ask, data, error, isPending, isPlaceholderData, refetch };
}
