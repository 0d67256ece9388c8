import { parseHeaderParameters } from '../utils/http.js'

/** A media type of an Accept header, or one that a view offers. Django: `MediaType`. */
export class MediaType {
  readonly mainType: string
  readonly subType: string
  readonly params: ReadonlyMap<string, string>

  constructor(text: string | null = '') {
    const [fullType, params] = parseHeaderParameters(text ?? '')
    const at = fullType.indexOf('/')
    this.mainType = at === -1 ? fullType : fullType.slice(0, at)
    this.subType = at === -1 ? '' : fullType.slice(at + 1)
    this.params = params
  }

  /** How much the client likes it, from 0 to 1. */
  get quality(): number {
    const quality = toNumber(this.params.get('q') ?? '1')
    return quality >= 0 && quality <= 1 ? Number(quality.toFixed(3)) : 1
  }

  /** How exactly it says what is meant, from 0 for anything to 3 for a type with parameters. */
  get specificity(): number {
    if (this.mainType === '*') return 0
    if (this.subType === '*') return 1
    return this.rangeParams.size === 0 ? 2 : 3
  }

  /** Whether one is the other, stars standing for anything. */
  match(other: MediaType | string | null): boolean {
    if (other === null || other === '') return false
    const that = typeof other === 'string' ? parseMediaType(other) : other
    if (!isMatchingPart(this.mainType, that.mainType) || !isMatchingPart(this.subType, that.subType)) return false
    const mine = this.rangeParams
    const theirs = that.rangeParams
    if (mine.size > 0 === theirs.size > 0) return isSameMap(mine, theirs)
    return mine.size > 0
  }

  toString(): string {
    const params = [...this.params].map(([name, value]) => `; ${name}=${value}`)
    return `${this.mainType}${this.subType === '' ? '' : `/${this.subType}`}${params.join('')}`
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return `<MediaType: ${this}>`
  }

  /** The parameters that say what is meant: all but `q`. */
  get rangeParams(): ReadonlyMap<string, string> {
    const params = new Map(this.params)
    params.delete('q')
    return params
  }
}

// Outside of the class: a bundler renames a class that speaks of itself.
function parseMediaType(text: string): MediaType {
  return new MediaType(text)
}

/** The types of an Accept header that are wanted at all, the most wanted first. */
export function parseAccept(header: string): MediaType[] {
  const types: MediaType[] = []
  for (const token of header.split(',')) if (token.trim() !== '') types.push(new MediaType(token))
  return types.filter(type => type.quality !== 0).sort((a, b) => b.quality - a.quality || b.specificity - a.specificity)
}

function isMatchingPart(a: string, b: string): boolean {
  return a !== '' && b !== '' && (a === b || a === '*' || b === '*')
}

function isSameMap(a: ReadonlyMap<string, string>, b: ReadonlyMap<string, string>): boolean {
  return a.size === b.size && [...a].every(([name, value]) => b.get(name) === value)
}

// JavaScript reads more as a number than is one here: `0x1`, and nothing at all.
function toNumber(text: string): number {
  return /^\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?\s*$/i.test(text) ? Number(text) : Number.NaN
}
