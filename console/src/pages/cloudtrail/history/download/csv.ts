/** Comma-separated values as RFC 4180 writes them. */

// A spreadsheet takes a cell that begins like this for a formula (OWASP, "CSV Injection").
const FORMULA = /^[=+\-@\t\r]/;
const LINE_END = '\r\n';

export function csvText(rows: readonly (readonly string[])[]): string {
  return rows.map(row => row.map(cell).join(',') + LINE_END).join('');
}

function cell(text: string): string {
  const safe = FORMULA.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
