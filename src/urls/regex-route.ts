import { ValueError } from './converters.js'
import { type Kwargs, setKwarg } from './kwargs.js'
import { escapeLiteral, type TranslatedRegex } from './regex.js'
import type { RouteParameter, RoutePart } from './route.js'

/** A route with converters of the project's own: whatever they accept is said by a regular expression. */
export class RegexRoute {
  /** Sticky: matches at its `lastIndex` or not at all. */
  readonly #regex: RegExp
  readonly #parameters: readonly NumberedParameter[]

  constructor(
    parts: readonly RoutePart[],
    isEndpoint: boolean,
    translate: (parameter: RouteParameter) => TranslatedRegex,
  ) {
    const parameters: NumberedParameter[] = []
    let source = ''
    let count = 0
    for (const part of parts) {
      if (typeof part === 'string') {
        source += escapeLiteral(part)
        continue
      }
      const inner = translate(part)
      parameters.push({ parameter: part, group: count + 1 })
      count += 1 + inner.groups.length
      source += `(${inner.source})`
    }
    this.#regex = new RegExp(isEndpoint ? `${source}$` : source, 'uy')
    this.#parameters = parameters
  }

  /** Where in `path` the route ends when it stands there from `from` on, or -1. Its parameters go into `kwargs`. */
  match(path: string, from: number, kwargs: Kwargs): number {
    this.#regex.lastIndex = from
    const match = this.#regex.exec(path)
    if (match === null) return -1
    for (const { parameter, group } of this.#parameters) {
      const value = convert(parameter, match[group]!)
      if (value === noMatch) return -1
      setKwarg(kwargs, parameter.name, value)
    }
    return from + match[0].length
  }
}

/** A parameter and the number of its group: a custom converter's regex may have groups of its own. */
interface NumberedParameter {
  readonly parameter: RouteParameter
  readonly group: number
}

const noMatch = Symbol('no match')

function convert({ converter }: RouteParameter, text: string): unknown {
  try {
    return converter.toValue(text)
  } catch (error) {
    if (error instanceof ValueError) return noMatch
    throw error
  }
}
