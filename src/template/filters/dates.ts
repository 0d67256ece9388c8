import { dateFormat, timeFormat } from '../../utils/formats.js'
import { AttributeError, ValueError } from '../../utils/python/errors.js'
import { isText } from '../../utils/python/safe-string.js'
import { bool } from '../../utils/python.js'
import { timesince, timeuntil } from '../../utils/timesince.js'
import { Library } from '../library.js'

/** What is done to dates and times. Django: "Built-in template tags and filters", "Built-in filter reference". */
export const register = new Library()

/** Django: filter "date". In a format of letters, or by the name of one; nothing for what is no date. */
register.filter(
  'date',
  (value: unknown, format: unknown = null) => written(dateFormat, value, format, AttributeError),
  { expectsLocaltime: true },
)

/** Django: filter "time". As "date", with the letters of times only; nothing for what is no time. */
register.filter('time', (value: unknown, format: unknown = null) => written(timeFormat, value, format, TypeError), {
  expectsLocaltime: true,
})

/** Django: filter "timesince". How long ago it was, to now or to the argument. */
register.filter('timesince', (value: unknown, to: unknown = null) => told(value, () => timesince(value, present(to))))

/** Django: filter "timeuntil". How long it still is, from now or from the argument. */
register.filter('timeuntil', (value: unknown, from: unknown = null) =>
  told(value, () => timeuntil(value, present(from))),
)

function isNothing(value: unknown): boolean {
  return value === null || value === undefined || (isText(value) && value.toString() === '')
}

function present(value: unknown): unknown {
  return bool(value) ? value : null
}

// Naive and aware datetimes cannot be told apart in time.
function told(value: unknown, tell: () => string): string {
  if (!bool(value)) return ''
  try {
    return tell()
  } catch (error) {
    const isRefusal = error instanceof ValueError || error instanceof TypeError
    if (isRefusal && !(error instanceof AttributeError)) return ''
    throw error
  }
}

// What is no format means the usual one, and where the value is no date it is tried as a format once more.
function written(
  write: typeof dateFormat,
  value: unknown,
  format: unknown,
  failure: typeof AttributeError | typeof TypeError,
): string {
  if (isNothing(value)) return ''
  return orNothing(() => write(value, present(format)), failure) ?? orNothing(() => write(value, format), failure) ?? ''
}

function orNothing(write: () => string, failure: typeof AttributeError | typeof TypeError): string | null {
  try {
    return write()
  } catch (error) {
    if (error instanceof failure) return null
    throw error
  }
}
