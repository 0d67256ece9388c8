/** Text without the white space around it, as Python's `str.strip()` knows white space. */
export function strip(text: string): string {
  let start = 0
  let end = text.length
  while (start < end && isSpace(text.charCodeAt(start))) start++
  while (end > start && isSpace(text.charCodeAt(end - 1))) end--
  return text.slice(start, end)
}

// Unlike JavaScript's `trim`: with the four separators and the next line, without the byte order mark.
function isSpace(code: number): boolean {
  if (code <= 0x20) return code === 0x20 || (code >= 0x09 && code <= 0x0d) || (code >= 0x1c && code <= 0x1f)
  if (code < 0x80) return false
  return code === 0x85 || (code !== 0xfeff && /\s/.test(String.fromCharCode(code)))
}
