/**
 * Whether a group that repeats without end is itself repeated without end: `(a+)+`, `(?:\w*-?)*`. Such an expression can
 * share a text out among its repetitions in exponentially many ways, and tries them all before it gives up.
 */
export function repeatsItself(regex: string): boolean {
  const plain = regex.replace(/\\./gs, '_').replace(/\[\^?\]?[^\]]*\]/g, '_')
  // For each open group, whether something in it repeats.
  const open = [false]
  for (let at = 0; at < plain.length; at++) {
    const character = plain[at]
    const repeats = /^(?:[*+]|\{\d*,\})/.test(plain.slice(at + 1))
    if (character === '(') open.push(false)
    else if (character === ')') {
      const inside = open.pop() === true
      if (inside && repeats) return true
      mark(open, inside || repeats)
    } else if (repeats) mark(open, true)
  }
  return false
}

function mark(open: boolean[], repeats: boolean): void {
  if (repeats && open.length > 0) open[open.length - 1] = true
}
