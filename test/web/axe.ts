import { axeScript } from "../engines/axe.ts";
import type { Page } from "../engines/playwright.ts";

interface Violation {
  readonly id: string;
  readonly impact: string;
  readonly nodes: readonly { readonly html: string }[];
}

/** What axe finds serious or critical on `page`, as `rule: element`; of `rules` alone where they are named. */
export async function seriousFaults(page: Page, rules?: readonly string[]): Promise<readonly string[]> {
  // Evaluated through the debugger, which the page's policy does not bind; once a page, it is half a megabyte.
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(axeScript);
  return page.evaluate(async (only) => {
    type Run = (options: object) => Promise<{ violations: readonly Violation[] }>;
    const { axe } = window as unknown as { axe: { run: Run } };
    const { violations } = await axe.run({ resultTypes: ["violations"], ...(only === null ? {} : { runOnly: only }) });
    return violations
      .filter(({ impact }) => impact === "serious" || impact === "critical")
      .flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
  }, rules ?? null);
}
