import type { Met } from "./answers.ts";

/** What the server counts about itself, for Prometheus. */
export interface Counters {
  request(route: string, status: number, seconds: number): void;
  question(met: Met): void;
  /** The Prometheus text exposition; `gauges` are read now, by name without the prefix. */
  text(gauges: Readonly<Record<string, number>>): string;
}

/** Counters that start at zero. Routes are named by their pattern, never by what was asked. */
export function createCounters(): Counters {
  const requests = new Map<string, number>();
  const questions = new Map<Met, number>([
    ["cached", 0],
    ["joined", 0],
    ["asked", 0],
  ]);
  let seconds = 0;
  let total = 0;
  return {
    request(route, status, took) {
      const labels = `route="${route}",status="${status}"`;
      requests.set(labels, (requests.get(labels) ?? 0) + 1);
      seconds += took;
      total += 1;
    },
    question(met) {
      questions.set(met, (questions.get(met) ?? 0) + 1);
    },
    text(gauges) {
      return [
        "# HELP tidemark_http_requests_total Requests answered.",
        "# TYPE tidemark_http_requests_total counter",
        ...[...requests].map(([labels, count]) => `tidemark_http_requests_total{${labels}} ${count}`),
        "# HELP tidemark_http_request_seconds Time from a request's arrival to its last byte.",
        "# TYPE tidemark_http_request_seconds summary",
        `tidemark_http_request_seconds_sum ${seconds}`,
        `tidemark_http_request_seconds_count ${total}`,
        "# HELP tidemark_questions_total Questions: answered from the cache, joined to one under way, or asked.",
        "# TYPE tidemark_questions_total counter",
        ...[...questions].map(([met, count]) => `tidemark_questions_total{met="${met}"} ${count}`),
        ...Object.entries(gauges).flatMap(([name, value]) => [
          `# TYPE tidemark_${name} gauge`,
          `tidemark_${name} ${value}`,
        ]),
        "",
      ].join("\n");
    },
  };
}
