import { notifyManager, QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { createRoot } from "react-dom/client";
import { ProblemError } from "./api/problem.ts";
import { keepSessionToken } from "./api/session-token.ts";
import { askAhead } from "./api/use-answer.ts";
import { App } from "./shell/app.tsx";
import { pageAt } from "./shell/pages.ts";
import { shownPath } from "./state/location.ts";
import { applyTheme } from "./state/theme.ts";

/** Length of a frame of the screen, in ms. */
const frameMs = 16;

keepSessionToken();
applyTheme();

const queries = new QueryClient({
  defaultOptions: { queries: { retry: mayPass, refetchOnWindowFocus: false } },
});

// The first page's code and what every page asks first are fetched side by side.
void pageAt(shownPath()).load();
askAhead(queries);

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
