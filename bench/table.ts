/** A table for the terminal: the first column is text, the others are figures and stand at the right. */
export function formatTable(titles: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [titles, ...rows]
  const widths = titles.map((_, column) => Math.max(...lines.map(line => line[column]?.length ?? 0)))
  const [head, ...body] = lines.map(line => formatLine(line, widths))
  return [head, '-'.repeat(head!.length), ...body].map(line => `  ${line}\n`).join('')
}

function formatLine(cells: readonly string[], widths: readonly number[]): string {
  return widths
    .map((width, column) => (column === 0 ? cells[0]!.padEnd(width) : (cells[column] ?? '').padStart(width)))
    .join('  ')
}

/** `9.4`, `87`, `1165`: as many digits as mean something. */
export function milliseconds(value: number): string {
  return value.toFixed(value < 100 ? 1 : 0)
}

export function megabytes(bytes: number): string {
  return (bytes / 1_000_000).toFixed(1)
}

export function ratio(value: number, base: number | undefined): string {
  return base === undefined ? '' : `${(value / base).toFixed(2)}x`
}
