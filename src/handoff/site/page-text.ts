/**
 * What a static host sends no header for: the page loads nothing from elsewhere and runs nothing written into it. Who may
 * frame it cannot be said in a page.
 */
const policy = "default-src 'self'; base-uri 'none'; object-src 'none'; form-action 'none'";

/**
 * The dashboard's page as one of a site. That its root names the folder of answers tells the dashboard that it is a copy;
 * its own links are relative already.
 */
export function pageText(page: string): string {
  const head = `<meta charset="utf-8" />\n    <meta http-equiv="Content-Security-Policy" content="${policy}" />`;
  const text = page
    .replace('<html lang="en">', '<html lang="en" data-answers="./answers/">')
    .replace('<meta charset="utf-8" />', head);
  if (!text.includes("data-answers") || !text.includes(policy)) throw new Error("The dashboard's page has changed.");
  return text;
}
