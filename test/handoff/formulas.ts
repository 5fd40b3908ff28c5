/** Users whose names are formulas, look like one, or look like what makes one harmless. */
export const inertUsers: readonly string[] = [
  "=1+1",
  '=HYPERLINK("x"&A1)',
  "+1",
  "-2+3",
  "@SUM(A1)",
  "\uff1d1",
  "\uff0b1",
  "\uff0d1",
  "\uff201",
  "'=1",
  "''quoted",
  "=a,b",
  '="x"',
  "plain",
];

/** Whether a spreadsheet would take the text of a cell for a formula. */
export function isFormula(cell: string): boolean {
  return /^[=+\-@\uff1d\uff0b\uff0d\uff20]/u.test(cell);
}
