import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { createRoot } from "react-dom/client";
import { ProblemError } from "./api/problem.ts";
import { keepSessionToken } from "./api/session-token.ts";
import { App } from "./shell/app.tsx";
import { applyTheme } from "./state/theme.ts";

keepSessionToken();
applyTheme();

const queries = new QueryClient({
  defaultOptions: { queries: { retry: mayPass, refetchOnWindowFocus: false } },
});

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
