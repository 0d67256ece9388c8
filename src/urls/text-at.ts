/** Whether `text` stands in `path` at the index `at`. */
// `startsWith` says the same; the engine takes half as long over `endsWith`.
export function standsAt(path: string, text: string, at: number): boolean {
  const end = at + text.length
  return end <= path.length && path.endsWith(text, end)
}
