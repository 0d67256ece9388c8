import { parseHeaderParameters } from '../utils/http.js'
import { strip } from '../utils/python/space.js'

/** A media type of an Accept header, or one that a view offers. Django: `MediaType`. */
export class MediaType {
  /** `text` of `text/html`; `*` for any. */
  readonly mainType: string
  /** `html` of `text/html`; `*` for any. */
  readonly subType: string
  /** All its parameters, `q` too. */
  readonly params: ReadonlyMap<string, string>
  /** The parameters that say what is meant: all but `q`. */
  readonly rangeParams: ReadonlyMap<string, string>
  /** How much the client likes it, from 0 to 1. */
  readonly quality: number
  /** How exactly it says what is meant, from 0 for anything to 3 for a type with parameters. */
  readonly specificity: number

  constructor(text: string | null = '') {
    const [fullType, params] = parseHeaderParameters(text ?? '')
    const at = fullType.indexOf('/')
    this.mainType = at === -1 ? fullType : fullType.slice(0, at)
    this.subType = at === -1 ? '' : fullType.slice(at + 1)
    this.params = params
    this.rangeParams = withoutQuality(params)
    this.quality = toQuality(params.get('q'))
    this.specificity = toSpecificity(this)
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

  /** As it is in a header: `text/html; level=1`. */
  toString(): string {
    const params = [...this.params].map(([name, value]) => `; ${name}=${value}`)
    return `${this.mainType}${this.subType === '' ? '' : `/${this.subType}`}${params.join('')}`
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return `<MediaType: ${this}>`
  }
}

// Outside of the class: a bundler renames a class that speaks of itself.
function parseMediaType(text: string): MediaType {
  return new MediaType(text)
}

/** The types of an Accept header that are wanted at all, the most wanted first. */
export function parseAccept(header: string): MediaType[] {
  const types: MediaType[] = []
  for (const token of header.split(',')) if (strip(token) !== '') types.push(new MediaType(token))
  return types.filter(type => type.quality !== 0).sort((a, b) => b.quality - a.quality || b.specificity - a.specificity)
}

function withoutQuality(params: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  if (!params.has('q')) return params
  const others = new Map(params)
  others.delete('q')
  return others
}

function toQuality(text: string | undefined): number {
  const quality = toNumber(text ?? '1')
  return quality >= 0 && quality <= 1 ? toThousandths(quality) : 1
}

// As Python rounds: what lies in the middle, which only sixteenths do, goes to the even side.
function toThousandths(quality: number): number {
  const scaled = quality * 1000
  const isMiddle = Number.isInteger(quality * 16) && scaled % 1 === 0.5
  return isMiddle ? (2 * Math.round(scaled / 2)) / 1000 : Number(quality.toFixed(3))
}

function toSpecificity({ mainType, subType, rangeParams }: MediaType): number {
  if (mainType === '*') return 0
  if (subType === '*') return 1
  return rangeParams.size === 0 ? 2 : 3
}

function isMatchingPart(a: string, b: string): boolean {
  return a !== '' && b !== '' && (a === b || a === '*' || b === '*')
}

function isSameMap(a: ReadonlyMap<string, string>, b: ReadonlyMap<string, string>): boolean {
  return a.size === b.size && [...a].every(([name, value]) => b.get(name) === value)
}

// JavaScript reads more as a number than is one here: `0x1`, and nothing at all.
function toNumber(text: string): number {
  return /^\s*[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?\s*$/i.test(text) ? Number(text) : Number.NaN
}
