import { Automaton } from './automaton.js'
import { parseRegex } from './regex-syntax.js'

/** A text on which a regular expression takes twice as long with each repetition of its middle. */
export interface SlowText {
  readonly before: string
  readonly repeated: string
  readonly after: string
}

/** Expressions of more characters than this are not looked into; nobody writes them by hand. */
const mostPlaces = 120

/**
 * A text that an expression (the source of one in `u` mode, without a leading `^`) takes exponential time to refuse;
 * `undefined` when there is none, or the expression is too long or too clever to tell. What is found is certain: there
 * are two ways to read `repeated` that begin and end at the same place in the expression, so n of them can be read in 2^n
 * ways, and after all of them comes something that fits none.
 */
export function slowText(source: string, isAnchored = true): SlowText | undefined {
  if (!/\)(?:[*+]|\{\d*,?\d*\})/.test(source)) return undefined // only a group that is repeated can be
  const isWhole = /\(\?=\\n\?\$\)$|(?:^|[^\\])(?:\\\\)*\$$/.test(source)
  const node = parseRegex(isWhole ? source.replace(/\(\?=\\n\?\$\)$|\$$/, '') : source)
  const automaton = node && Automaton.of(node, mostPlaces)
  if (automaton === undefined) return undefined
  for (const [place, before] of waysIn(automaton)) {
    const repeated = twoWaysAround(automaton, place)
    const after = repeated && refusal(automaton, [...before, ...repeated, ...repeated], { isWhole, isAnchored })
    if (after)
      return { before: text(automaton, before), repeated: text(automaton, repeated), after: text(automaton, after) }
  }
  return undefined
}

/** A text as the numbers of sample characters. */
type Sampled = readonly number[]

function text({ samples }: Automaton, sampled: Sampled): string {
  return sampled.map(sample => samples[sample]).join('')
}

/** For each place of the automaton a shortest text that leads there. */
function waysIn(automaton: Automaton): Map<number, Sampled> {
  const ways = new Map<number, Sampled>()
  const queue: number[] = []
  const visit = (place: number, sample: number, before: Sampled) => {
    if (ways.has(place)) return
    ways.set(place, [...before, sample])
    queue.push(place)
  }
  for (const sample of automaton.samples.keys()) for (const place of automaton.start(sample)) visit(place, sample, [])
  for (const place of queue) {
    for (const sample of automaton.samples.keys()) {
      for (const next of automaton.step([place], sample)) visit(next, sample, ways.get(place)!)
    }
  }
  return ways
}

/** Two readers of the same text, and whether they have ever gone different ways. */
interface Pair {
  readonly one: number
  readonly other: number
  readonly differ: boolean
  readonly sample: number
  readonly previous: Pair | undefined
}

/** A text that leads from a place back to itself in two ways. */
function twoWaysAround(automaton: Automaton, place: number): Sampled | undefined {
  const seen = new Set<string>()
  const queue: Pair[] = [{ one: place, other: place, differ: false, sample: -1, previous: undefined }]
  for (const pair of queue) {
    for (const next of successors(automaton, pair)) {
      if (next.differ && next.one === place && next.other === place) return readBy(next)
      const key = `${next.one} ${next.other} ${next.differ}`
      if (seen.has(key)) continue
      seen.add(key)
      queue.push(next)
    }
  }
  return undefined
}

function* successors({ follow, accepts }: Automaton, pair: Pair): Iterable<Pair> {
  for (const [one, ways] of follow[pair.one]!) {
    for (const other of follow[pair.other]!.keys()) {
      const sample = accepts[one]!.findIndex((isAccepted, index) => isAccepted && accepts[other]![index])
      if (sample < 0) continue
      const isForked = pair.one === pair.other && one === other && ways > 1
      yield { one, other, differ: pair.differ || one !== other || isForked, sample, previous: pair }
    }
  }
}

function readBy(last: Pair): Sampled {
  const sampled: number[] = []
  for (let pair: Pair | undefined = last; pair?.previous; pair = pair.previous) sampled.unshift(pair.sample)
  return sampled
}

/** How the expression stands to the text: must it read all of it, and from its beginning? */
interface Ends {
  readonly isWhole: boolean
  readonly isAnchored: boolean
}

/** What has to follow `read` so that the whole is no match; `undefined` when there is no such thing. */
function refusal(automaton: Automaton, read: Sampled, ends: Ends): Sampled | undefined {
  if (automaton.matchesEmpty && !ends.isWhole) return undefined // matches anything at once
  let places = new Set<number>()
  for (const [index, sample] of read.entries()) {
    places = automaton.step(places, sample)
    if (index === 0 || !ends.isAnchored) for (const place of automaton.start(sample)) places.add(place)
    if (!ends.isWhole && [...places].some(place => automaton.last.has(place))) return undefined
  }
  const isMatch = ends.isWhole && [...places].some(place => automaton.last.has(place))
  return isMatch ? whatFollowsNothing(automaton, places, ends) : []
}

/** What fits neither behind these places nor, where a match may begin anywhere, at the beginning. */
function whatFollowsNothing(automaton: Automaton, places: Iterable<number>, ends: Ends): Sampled | undefined {
  if (automaton.matchesEmpty && !ends.isAnchored) return undefined
  for (const [sample, character] of automaton.samples.entries()) {
    const isStuck = automaton.step(places, sample).size === 0
    if (!isStuck || (!ends.isAnchored && automaton.start(sample).length > 0)) continue
    if (character !== '\n') return [sample]
    // One line break is allowed behind the end.
    if (ends.isAnchored) return [sample, sample]
  }
  return undefined
}
