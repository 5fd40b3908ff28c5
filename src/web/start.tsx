import { notifyManager, QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { createRoot } from "react-dom/client";
import { ProblemError } from "./api/problem.ts";
import { App } from "./shell/app.tsx";

/** Length of a frame of the screen, in ms. */
const frameMs = 16;

const queries = new QueryClient({
  defaultOptions: { queries: { retry: mayPass, refetchOnWindowFocus: false } },
});

// Answers that arrive within a frame are shown together.
notifyManager.setScheduler((notify) => setTimeout(notify, frameMs));

const root = document.getElementById("root");
if (root === null) throw new Error('The page has no element "root".');
createRoot(root).render(
  <QueryClientProvider client={queries}>
    <App />
  </QueryClientProvider>,
);

/** Whether a failure may pass by itself: a busy server may, a refused question never does. */
function mayPass(failures: number, error: Error): boolean {
  return failures < 2 && error instanceof ProblemError && error.problem.status === 503;
}
