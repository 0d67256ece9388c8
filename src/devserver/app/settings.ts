import { createHash } from 'node:crypto'
import { inspect } from 'node:util'
import { globalSettings } from '../../conf/global-settings.js'
import type { ActiveSettings } from '../../conf/settings.js'
import { Library } from '../../template/library.js'
import { isPlainObject } from '../../utils/python/kinds.js'
import { cleanse } from '../../views/debug/filter.js'
import type { DescribedSetting, DescribedValue } from '../protocol.js'

/** Every setting by name, sorted, with Django's global default where there is one; secrets are masked. */
export function describeSettings(settings: ActiveSettings): DescribedSetting[] {
  const defaults: Readonly<Record<string, unknown>> = { ...globalSettings }
  return Object.entries(settings)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, value]) => ({
      name,
      ...describe(name, value),
      ...(name in defaults && { default: describe(name, defaults[name]) }),
    }))
}

function describe(name: string, value: unknown): DescribedValue {
  return {
    value: written(cleanse(name, value)),
    fingerprint: createHash('sha256').update(written(value)).digest('hex'),
  }
}

/** As one would write it into a settings file, on one line: what is imported by its name. Runs no code of the value's own. */
function written(value: unknown, depth = 0): string {
  if (typeof value === 'function') return value.name || '(anonymous function)'
  if (depth < deepest && Array.isArray(value)) return `[${value.map(each => written(each, depth + 1)).join(', ')}]`
  if (depth < deepest && isPlainObject(value)) return writtenObject(value, depth)
  if (value instanceof Library) return `Library (${[...value.tags.keys(), ...value.filters.keys()].join(', ')})`
  return inspect(value, { breakLength: Number.POSITIVE_INFINITY, compact: true, customInspect: false })
}

const deepest = 8

function writtenObject(object: Readonly<Record<string, unknown>>, depth: number): string {
  const pairs = Object.entries(object).map(([key, value]) => {
    const name = /^[A-Za-z_$][\w$]*$/.test(key) ? key : written(key)
    return `${name}: ${written(value, depth + 1)}`
  })
  return pairs.length === 0 ? '{}' : `{ ${pairs.join(', ')} }`
}
