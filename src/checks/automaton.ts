import type { RegexNode } from './regex-syntax.js'

/**
 * The automaton of a regular expression: a place for each character in it, and which place may follow which, how many
 * times over. Two times means that two ways through the expression read the same text there. (Glushkov's construction,
 * with its sets as multisets.)
 */
export class Automaton {
  /** For each place, which of the sample characters stand there. */
  readonly accepts: readonly (readonly boolean[])[]
  readonly follow: readonly ReadonlyMap<number, number>[]
  readonly first: readonly number[]
  readonly last: ReadonlySet<number>
  readonly matchesEmpty: boolean
  /** Characters enough to tell the places apart. */
  readonly samples: readonly string[]

  private constructor(builder: Builder, whole: Fragment) {
    this.samples = samplesFor(builder.sources)
    const known = new Map<string, readonly boolean[]>()
    this.accepts = builder.sources.map(source => {
      const row = known.get(source) ?? acceptance(source, this.samples)
      known.set(source, row)
      return row
    })
    this.follow = builder.follow
    this.first = whole.first
    this.last = new Set(whole.last)
    this.matchesEmpty = whole.isNullable
  }

  /** `undefined` for an expression with more places than are worth going through. */
  static of(node: RegexNode, most: number): Automaton | undefined {
    const builder = new Builder(most)
    const whole = builder.build(node)
    return whole && new Automaton(builder, whole)
  }

  /** The places that can be reached from these by one sample character. */
  step(places: Iterable<number>, sample: number): Set<number> {
    const reached = new Set<number>()
    for (const place of places) {
      for (const next of this.follow[place]!.keys()) if (this.accepts[next]![sample]) reached.add(next)
    }
    return reached
  }

  /** The places that a text may begin with. */
  start(sample: number): number[] {
    return this.first.filter(place => this.accepts[place]![sample])
  }
}

interface Fragment {
  readonly first: readonly number[]
  readonly last: readonly number[]
  readonly isNullable: boolean
}

const nothing: Fragment = { first: [], last: [], isNullable: true }

class Builder {
  readonly sources: string[] = []
  readonly follow: Map<number, number>[] = []
  readonly #most: number

  constructor(most: number) {
    this.#most = most
  }

  build(node: RegexNode): Fragment | undefined {
    switch (node.kind) {
      case 'character':
        return this.#place(node.source)
      case 'sequence':
        return this.#sequence(node.parts)
      case 'alternatives':
        return this.#alternatives(node.parts)
      case 'repeat':
        return this.#repeat(node.part, node.least, node.most)
    }
  }

  #place(source: string): Fragment | undefined {
    if (this.sources.length >= this.#most) return undefined
    const place = this.sources.push(source) - 1
    this.follow.push(new Map())
    return { first: [place], last: [place], isNullable: false }
  }

  #sequence(parts: readonly RegexNode[]): Fragment | undefined {
    let before: Fragment = nothing
    for (const part of parts) {
      const next = this.build(part)
      if (next === undefined) return undefined
      before = this.#join(before, next)
    }
    return before
  }

  #join(a: Fragment, b: Fragment): Fragment {
    this.#connect(a.last, b.first)
    return {
      first: a.isNullable ? [...a.first, ...b.first] : a.first,
      last: b.isNullable ? [...a.last, ...b.last] : b.last,
      isNullable: a.isNullable && b.isNullable,
    }
  }

  #alternatives(parts: readonly RegexNode[]): Fragment | undefined {
    const built = parts.map(part => this.build(part))
    if (!built.every(each => each !== undefined)) return undefined
    return {
      first: built.flatMap(({ first }) => first),
      last: built.flatMap(({ last }) => last),
      isNullable: built.some(({ isNullable }) => isNullable),
    }
  }

  // `a{2,4}` is `aaa?a?`, `a{2,}` is `aa+`.
  #repeat(part: RegexNode, least: number, most: number): Fragment | undefined {
    const isEndless = most === Infinity
    const copies = isEndless ? Math.max(least, 1) : most
    let before: Fragment = nothing
    for (let copy = 1; copy <= copies; copy++) {
      const built = this.build(part)
      if (built === undefined) return undefined
      if (isEndless && copy === copies) this.#connect(built.last, built.first)
      before = this.#join(before, copy > least ? { ...built, isNullable: true } : built)
    }
    return before
  }

  #connect(from: readonly number[], to: readonly number[]): void {
    for (const place of from) {
      const follow = this.follow[place]!
      for (const next of to) follow.set(next, (follow.get(next) ?? 0) + 1)
    }
  }
}

const always = [
  'a',
  'b',
  'z',
  'A',
  'Z',
  '0',
  '5',
  '9',
  '_',
  '-',
  '/',
  '.',
  ' ',
  '\n',
  '~',
  'é',
  '日',
  '😀',
  '\u{10ffff}',
]

// Those that are spelled out in the expression, their neighbours, and some of every kind.
function samplesFor(sources: readonly string[]): string[] {
  const spelled = [...new Set(sources)].flatMap(source => [
    ...source.replace(/\\[pP]\{[^}]*\}|\\x([\da-f]{2})/g, (_, hex?: string) =>
      hex ? String.fromCharCode(Number.parseInt(hex, 16)) : '',
    ),
  ])
  const neighbours = spelled.flatMap(character => {
    const code = character.codePointAt(0)!
    return [code - 1, code, code + 1].filter(each => each > 0 && each < 0xd800).map(each => String.fromCodePoint(each))
  })
  return [...new Set([...always, ...neighbours])]
}

function acceptance(source: string, samples: readonly string[]): boolean[] {
  const regex = new RegExp(`^(?:${source})$`, 'u')
  return samples.map(sample => regex.test(sample))
}
