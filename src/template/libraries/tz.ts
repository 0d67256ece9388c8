import { awareFields } from '../../utils/python/moments.js'
import { isDateTime, repr, str } from '../../utils/python.js'
import { isText } from '../../utils/safestring.js'
import {
  AwareDateTime,
  getCurrentTimezone,
  getCurrentTimezoneName,
  getDefaultTimezone,
  isNaive,
  localtime,
  makeAware,
  override,
} from '../../utils/timezone.js'
import type { Context } from '../context.js'
import { TemplateSyntaxError } from '../exceptions.js'
import type { FilterExpression } from '../filter-expression.js'
import { Library } from '../library.js'
import { NO_NODELISTS, Node, type NodeList } from '../node.js'
import { bitsOf } from '../parser.js'
import { isSwitchedOn } from './on-off.js'

/** `{% load tz %}`. Django: "Time zone aware output in templates". */
export const register = new Library()

/** Django: filter "localtime". In the current time zone. */
register.filter('localtime', (value: unknown) => inTimezone(value, getCurrentTimezone()), { arg: 'none' })

/** Django: filter "utc". */
register.filter('utc', (value: unknown) => inTimezone(value, 'UTC'), { arg: 'none' })

/** Django: filter "timezone". In the time zone of that name. */
register.filter('timezone', (value: unknown, arg: unknown) => (isText(arg) ? inTimezone(value, str(arg)) : ''))

/** A datetime in a zone, to stay there; nothing for what is none, and for a zone nobody knows: filters do not throw. */
function inTimezone(value: unknown, timezone: string): unknown {
  if (!isDateTime(value)) return ''
  try {
    const aware = isNaive(value) ? makeAware(value, getDefaultTimezone()) : value
    const { epochMilliseconds, microsecond, zone, offset } = awareFields(localtime(aware, timezone))
    const moment = new AwareDateTime(epochMilliseconds, microsecond % 1000, zone, offset)
    return Object.assign(moment, { convertToLocalTime: false })
  } catch {
    return ''
  }
}

/** `{% localtime on|off %}…{% endlocaltime %}`. Django: tag "localtime". */
register.tag('localtime', (parser, token) => {
  const isOn = isSwitchedOn(token)
  const nodelist = parser.parse(['endlocaltime'])
  parser.deleteFirstToken()
  return new LocalTimeNode(nodelist, isOn)
})

/** `{% timezone "Europe/Paris" %}…{% endtimezone %}`; `None`: the default one. Django: tag "timezone". */
register.tag('timezone', (parser, token) => {
  const bits = token.splitContents()
  if (bits.length !== 2) throw new TemplateSyntaxError(`'${bits[0]}' takes one argument (timezone)`)
  const timezone = parser.compileFilter(bits[1]!)
  const nodelist = parser.parse(['endtimezone'])
  parser.deleteFirstToken()
  return new TimezoneNode(nodelist, timezone)
})

/** `{% get_current_timezone as TIME_ZONE %}`. Django: tag "get_current_timezone". */
register.tag('get_current_timezone', (_parser, token) => {
  const bits = bitsOf(token)
  if (bits.length !== 3 || bits[1] !== 'as') {
    throw new TemplateSyntaxError(`'get_current_timezone' requires 'as variable' (got ${repr(bits)})`)
  }
  return new GetCurrentTimezoneNode(bits[2]!)
})

class LocalTimeNode extends Node {
  readonly nodelist: NodeList
  readonly #useTz: boolean

  constructor(nodelist: NodeList, useTz: boolean) {
    super()
    this.nodelist = nodelist
    this.#useTz = useTz
  }

  render(context: Context): string {
    const before = context.useTz
    context.useTz = this.#useTz
    const output = this.nodelist.render(context)
    context.useTz = before
    return output
  }
}

class TimezoneNode extends Node {
  readonly nodelist: NodeList
  readonly #timezone: FilterExpression

  constructor(nodelist: NodeList, timezone: FilterExpression) {
    super()
    this.nodelist = nodelist
    this.#timezone = timezone
  }

  render(context: Context): string {
    const timezone = this.#timezone.resolve(context)
    return override(timezone === null ? null : str(timezone), () => this.nodelist.render(context))
  }
}

class GetCurrentTimezoneNode extends Node {
  override readonly childNodelists = NO_NODELISTS
  readonly #variable: string

  constructor(variable: string) {
    super()
    this.#variable = variable
  }

  render(context: Context): string {
    context.set(this.#variable, getCurrentTimezoneName())
    return ''
  }
}
