import type { Query, QueryClient } from "@tanstack/react-query";

/** What a question's `meta` says where others go before it. */
export const laterMeta = { isLater: true } as const;

/**
 * Resolves once no question of the first rank is under way: a server answers a few at a time, and what the page is opened
 * for shall not stand in line behind what lies further down. Rejects when `signal` calls the question off.
 */
export async function afterTheFirst(client: QueryClient, signal: AbortSignal): Promise<void> {
  // The questions of one drawing are asked together, those of inner parts before those around them.
  await Promise.resolve();
  if (areAnswered(client)) return;
  await new Promise<void>((resolve, reject) => {
    const stop = client.getQueryCache().subscribe(() => {
      if (areAnswered(client)) finish(resolve);
    });
    const finish = (how: () => void): void => {
      stop();
      signal.removeEventListener("abort", callOff);
      how();
    };
    const callOff = (): void => finish(() => reject(signal.reason));
    signal.addEventListener("abort", callOff);
  });
}

function areAnswered(client: QueryClient): boolean {
  const isFirst = ({ meta }: Query): boolean => meta?.["isLater"] !== true;
  return client.isFetching({ queryKey: ["answer"], predicate: isFirst }) === 0;
}
