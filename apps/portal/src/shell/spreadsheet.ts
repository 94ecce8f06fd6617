/** A table as a file that spreadsheets read (RFC 4180). Made in the browser. */
export function spreadsheetOf<Column extends string>(
  columns: readonly Column[],
  rows: readonly Readonly<Partial<Record<Column, string>>>[],
): string {
  const lines = [columns.join(','), ...rows.map(row => columns.map(column => cell(row[column] ?? '')).join(','))]
  // Spreadsheets read UTF-8 only after this mark.
  return `\uFEFF${lines.join('\r\n')}\r\n`
}

/** Cells that a spreadsheet would compute, or that begin with an apostrophe, are preceded by one, as in the feeds (WB-7). */
function cell(text: string): string {
  const safe = /^['=+\-@\t\r]/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

/** Hands a table over as a file. @param name which says nothing of what is in it */
export function saveSpreadsheet(name: string, text: string): void {
  const address = URL.createObjectURL(new Blob([text], { type: 'text/csv;charset=utf-8' }))
  const link = document.createElement('a')
  link.href = address
  link.download = name
  link.click()
  // Not at once: the browser has yet to begin.
  setTimeout(() => URL.revokeObjectURL(address), 10_000)
}
