/** The route with the piece between `start` and `end` underlined. Characters that would break the line are shown as `·`. */
export function excerpt(route: string, start: number, end: number): string {
  const line = route.replace(/\p{Cc}/gu, '·')
  return `    ${line}\n    ${' '.repeat(start)}${'^'.repeat(Math.max(1, end - start))}`
}
