import { pformat } from '../../utils/python/pprint.js'
import { Library } from '../library.js'

/** What helps to find out what a variable holds. Django: "Built-in template tags and filters", "Built-in filter reference". */
export const register = new Library()

/** Django: filter "pprint". The value as Python's `pprint` prints it. */
register.filter(
  'pprint',
  (value: unknown) => {
    try {
      return pformat(value)
    } catch (error) {
      return `Error in formatting: ${(error as Error).name}: ${(error as Error).message}`
    }
  },
  { isSafe: true, arg: 'none' },
)
