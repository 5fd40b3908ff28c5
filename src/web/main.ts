import { metricsPath, statusPath } from "./api/first-asked.ts";
import { askAhead } from "./api/get-json.ts";
import { keepSessionToken } from "./api/session-token.ts";
import { pageAt } from "./shell/pages.ts";
import { shownPath } from "./state/location.ts";
import { applyTheme } from "./state/theme.ts";

keepSessionToken();
applyTheme();

// A small script that waits for no other: what every page asks first, the first page's code and that of the whole are
// fetched side by side, and each is run in a task of its own.
askAhead(statusPath);
askAhead(metricsPath);
void import("./start.tsx");
void pageAt(shownPath()).load();
