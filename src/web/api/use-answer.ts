import { keepPreviousData, useQuery } from "@tanstack/react-query";
import type { Answer, MetricList, Status } from "./contract.ts";
import { getJson } from "./get-json.ts";
import { type Question, questionPath } from "./question.ts";

/** How often the page looks for a new load, in milliseconds. */
const statusEveryMs = 30_000;

/** What is loaded; asked again every half minute, so that a new load shows by itself. */
export function useStatus() {
  return useQuery({
    queryKey: ["status"],
    queryFn: ({ signal }) => getJson<Status>("/v1/status", signal),
    refetchInterval: statusEveryMs,
    staleTime: statusEveryMs,
  });
}

/** Every metric in words. */
export function useMetrics() {
  return useQuery({
    queryKey: ["metrics"],
    queryFn: ({ signal }) => getJson<MetricList>("/v1/metrics", signal),
    staleTime: Infinity,
  });
}

/**
 * The answer to `question` in `generation`; null asks nothing (yet). An answer never changes within a generation, and the
 * one before stays on the page until the new one is there.
 */
export function useAnswer(question: Question | null, generation: number) {
  const path = question === null ? null : questionPath(question);
  return useQuery({
    queryKey: ["query", generation, path],
    queryFn: ({ signal }) => getJson<Answer>(path ?? "", signal),
    enabled: path !== null,
    staleTime: Infinity,
    placeholderData: keepPreviousData,
  });
}
