/** Whether the text matches the shell pattern: `*`, `?`, `[seq]` and `[!seq]`. Python's `fnmatch.fnmatchcase`. */
export function fnmatch(text: string, pattern: string): boolean {
  return new RegExp(`^${translate(pattern)}$`, 'su').test(text)
}

function translate(pattern: string): string {
  return pattern.replace(/\*+|\?|\[(!?)(\]?[^\]]*)\]|[\\^$.()|[\]{}+/]/g, (part, not?: string, set?: string) => {
    if (part.startsWith('*')) return '.*'
    if (part === '?') return '.'
    if (set === undefined) return `\\${part}`
    return `[${not === '!' ? '^' : ''}${set.replace(/[\\[\]^]/g, '\\$&')}]`
  })
}
