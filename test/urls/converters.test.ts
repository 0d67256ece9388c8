import { describe, expect, test } from 'vitest'
import { ImproperlyConfigured } from '../../src/conf/exceptions.js'
import { registerConverter, ValueError } from '../../src/urls/converters.js'
import { ResolverMatch } from '../../src/urls/match.js'
import { path } from '../../src/urls/path.js'
import { URLResolver } from '../../src/urls/resolver.js'
import { reverse } from '../../src/urls/reverse.js'
import { view } from './views.js'

declare module '../../src/urls/converters.js' {
  interface Converters {
    yyyy: number
    even: number
    broken: string
    grouped: string
    letter: string
  }
}

registerConverter('yyyy', {
  regex: '[0-9]{4}',
  toValue: text => Number(text),
  toUrl: value => String(value).padStart(4, '0'),
})
registerConverter('even', { regex: '[0-9]+', toValue: evenOnly, toUrl: value => String(evenOnly(value)) })
registerConverter('grouped', { regex: '(a|b)(c)', toValue: text => text, toUrl: text => text })
registerConverter('letter', { regex: '\\w', toValue: text => text, toUrl: text => text })
registerConverter('broken', {
  regex: '.+',
  toValue: () => {
    throw new TypeError('a mistake in the converter')
  },
  toUrl: () => {
    throw new TypeError('a mistake in the converter')
  },
})

function evenOnly(value: string | number): number {
  if (Number(value) % 2 === 1) throw new ValueError(`${value} is odd`)
  return Number(value)
}

const urlpatterns = [
  path('archive/<yyyy:year>/', view, { name: 'archive' }),
  path('even/<even:n>/', view, { name: 'even' }),
  path('even/<int:n>/', view, { name: 'odd' }),
  path('grouped/<grouped:x>/<int:y>/', view, { name: 'grouped' }),
  path('letter/<letter:x>/', view, { name: 'letter' }),
  path('broken/<broken:x>', view, { name: 'broken' }),
]
const resolver = new URLResolver({ urlpatterns })

function matched(pathInfo: string) {
  const match = resolver.match(pathInfo)
  return match instanceof ResolverMatch ? [match.urlName, match.kwargs] : null
}

describe('a custom converter', () => {
  test('matches by its regex and makes values both ways', () => {
    expect(matched('/archive/0987/')).toEqual(['archive', { year: 987 }])
    expect(matched('/archive/987/')).toBeNull()
    expect(reverse('archive', { year: 987 }, { urlconf: resolver })).toBe('/archive/0987/')
  })

  test('that throws ValueError lets the next pattern try', () => {
    expect(matched('/even/4/')).toEqual(['even', { n: 4 }])
    expect(matched('/even/5/')).toEqual(['odd', { n: 5 }])
    expect(() => reverse('even', { n: 5 }, { urlconf: resolver })).toThrow("Reverse for 'even'")
  })

  test('that throws anything else is heard', () => {
    expect(() => resolver.match('/broken/x')).toThrow(new TypeError('a mistake in the converter'))
    expect(() => reverse('broken', { x: 'x' }, { urlconf: resolver })).toThrow('a mistake in the converter')
  })

  test('may have groups of its own in its regex', () => {
    expect(matched('/grouped/bc/7/')).toEqual(['grouped', { x: 'bc', y: 7 }])
    expect(reverse('grouped', { x: 'bc', y: 7 }, { urlconf: resolver })).toBe('/grouped/bc/7/')
  })

  test('counts characters, not halves of them', () => {
    expect(matched('/letter/日/')).toEqual(['letter', { x: '日' }])
    expect(matched('/letter/𝒳/')).toEqual(['letter', { x: '𝒳' }])
  })
})

describe('registerConverter', () => {
  const register = registerConverter as (name: string, converter: object) => void

  test('refuses the names of the built-in ones', () => {
    expect(() => register('int', { regex: 'x', toValue: String, toUrl: String })).toThrow(
      new ImproperlyConfigured("Converter 'int' is already registered."),
    )
  })

  test('refuses a converter that is not complete', () => {
    expect(() => register('half', { regex: 'x', toValue: String })).toThrow(
      new ImproperlyConfigured("Converter 'half' must define 'toUrl'."),
    )
  })
})
