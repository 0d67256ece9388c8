import { describe, expect, test } from 'vitest'
import { HttpResponse } from '../../src/http/response.js'
import { urlpatternsFromViews } from '../../src/urls/default-mapping.js'
import { ResolverMatch } from '../../src/urls/match.js'
import { URLResolver } from '../../src/urls/resolver.js'
import { reverse } from '../../src/urls/reverse.js'

const answer = () => new HttpResponse()

function routes(views: Record<string, unknown>): string[] {
  return urlpatternsFromViews(views).urlpatterns.map(pattern => pattern.route)
}

describe('urlpatternsFromViews', () => {
  test('maps every function in order, index to the root and others to their name in kebab-case', () => {
    expect(
      routes({ plainText: answer, index: answer, HTMLPage: answer, page2: answer, my_view: answer, showJSON: answer }),
    ).toEqual(['plain-text/', '', 'html-page/', 'page2/', 'my-view/', 'show-json/'])
  })

  test('leaves out what is no view', () => {
    class Form {}
    expect(
      routes({ default: answer, _helper: answer, handler404: answer, handler500: answer, PAGE_SIZE: 10, Form }),
    ).toEqual([])
  })

  test('takes a class that makes a view of itself', () => {
    class Page {
      static asView() {
        return () => new HttpResponse('page')
      }
      get() {}
    }
    const match = new URLResolver(urlpatternsFromViews({ Page })).match('/page/') as ResolverMatch
    expect(match.urlName).toBe('Page')
  })

  test('a function of more than two parameters is no view, and it is said so', () => {
    const { urlpatterns, notes } = urlpatternsFromViews({ add: (a: number, b: number, c: number) => a + b + c })
    expect(urlpatterns).toEqual([])
    expect(notes).toEqual([
      'add takes 3 parameters, so it is no view and has no URL: a view takes the request and the kwargs.',
    ])
  })

  test('is a URLconf: its views resolve and reverse by name, its handlers are in force', () => {
    const urlconf = urlpatternsFromViews({ plainText: answer, handler404: answer })
    const resolver = new URLResolver(urlconf)
    expect(resolver.match('/plain-text/')).toBeInstanceOf(ResolverMatch)
    expect(resolver.handlerFor(404)).toBe(answer)
    expect(reverse('plainText', null, { urlconf })).toBe('/plain-text/')
  })
})
