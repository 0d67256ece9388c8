import { describe, expect, expectTypeOf, test } from 'vitest'
import { Http404 } from '../../src/http/exceptions.js'
import { DoesNotExist, getListOr404, getObjectOr404, MultipleObjectsReturned } from '../../src/shortcuts.js'

class Article {
  readonly id: number
  readonly slug: string

  constructor(id: number, slug: string) {
    this.id = id
    this.slug = slug
  }
}

const articles = [new Article(1, 'one'), new Article(2, 'two'), new Article(3, 'two')]
const byId = new Map(articles.map(article => [article.id, article]))

async function* later() {
  yield* articles
}

class Repository {
  readonly model = Article

  async get({ id }: { id: number }): Promise<Article> {
    const found = byId.get(id)
    if (found === undefined) throw new DoesNotExist()
    return found
  }

  filter(slug: string): Article[] {
    return articles.filter(article => article.slug === slug)
  }
}

const noArticle = new Http404('No Article matches the given query.')

describe('getObjectOr404', () => {
  test('finds in arrays and iterables, by fields or by a function', () => {
    expect(getObjectOr404(articles, { slug: 'one' })).toBe(articles[0])
    expect(getObjectOr404(new Set(articles), ({ id }) => id === 2)).toBe(articles[1])
    expect(() => getObjectOr404(articles, { slug: 'four' })).toThrow(noArticle)
    expectTypeOf(getObjectOr404(articles, { id: 1 })).toEqualTypeOf<Article>()
    // @ts-expect-error: no such field
    expect(() => getObjectOr404(articles, { title: 'x' })).toThrow(Http404)
  })

  test('finds in Maps by key, or among the values', () => {
    expect(getObjectOr404(byId, 3)).toBe(articles[2])
    expect(getObjectOr404(byId, { slug: 'one' })).toBe(articles[0])
    expect(() => getObjectOr404(byId, 9)).toThrow(noArticle)
    expect(getObjectOr404(new Map([['zero', 0]]), 'zero')).toBe(0)
  })

  test('asks whatever has a get, also an async one', async () => {
    const repository = new Repository()
    expect(await getObjectOr404(repository, { id: 1 })).toBe(articles[0])
    await expect(getObjectOr404(repository, { id: 9 })).rejects.toThrow(noArticle)
    expectTypeOf(getObjectOr404(repository, { id: 1 })).toEqualTypeOf<Promise<Article>>()
    const headers = { get: (name: string): string | null => (name === 'Accept' ? 'text/html' : null) }
    expect(getObjectOr404(headers, 'Accept')).toBe('text/html')
    expectTypeOf(getObjectOr404(headers, 'Accept')).toEqualTypeOf<string>()
    expect(() => getObjectOr404(headers, 'Nope')).toThrow('No object matches the given query.')
  })

  test('asks a class', () => {
    class Page {
      readonly title = 'A page'

      static get(id: number) {
        return id === 1 ? new Page() : undefined
      }
    }
    expect(getObjectOr404(Page, 1)).toBeInstanceOf(Page)
    expect(() => getObjectOr404(Page, 2)).toThrow('No Page matches the given query.')
  })

  test('waits for what comes later', async () => {
    expect(await getObjectOr404(later(), { id: 2 })).toBe(articles[1])
    await expect(getObjectOr404(later(), { id: 9 })).rejects.toThrow(noArticle)
  })

  test('one means one', () => {
    expect(() => getObjectOr404(articles, { slug: 'two' })).toThrow(
      new MultipleObjectsReturned('get() returned more than one Article -- it returned 2!'),
    )
  })

  test('other errors go their way', () => {
    const broken = {
      get() {
        throw new RangeError('no connection')
      },
    }
    expect(() => getObjectOr404(broken)).toThrow('no connection')
  })

  test('an error called DoesNotExist counts, whoever made it', () => {
    const foreign = {
      get() {
        throw Object.assign(new Error('x'), { name: 'DoesNotExist' })
      },
    }
    expect(() => getObjectOr404(foreign)).toThrow(Http404)
  })

  test('says what it can search', () => {
    expect(() => getObjectOr404(7 as never)).toThrow(
      "First argument to getObjectOr404() must be an array, a Map, an iterable or something with get(), not 'object'.",
    )
  })
})

describe('getListOr404', () => {
  test('has all that are meant, at least one', async () => {
    expect(getListOr404(articles, { slug: 'two' })).toEqual(articles.slice(1))
    expect(getListOr404(byId)).toEqual(articles)
    expect(await getListOr404(later(), ({ id }) => id < 3)).toEqual(articles.slice(0, 2))
    expect(() => getListOr404(articles, { slug: 'x' })).toThrow(noArticle)
    expect(() => getListOr404([])).toThrow('No object matches the given query.')
  })

  test('asks whatever has a filter, also one that takes its time', async () => {
    expect(getListOr404(new Repository(), 'two')).toEqual(articles.slice(1))
    expect(() => getListOr404(new Repository(), 'x')).toThrow(noArticle)
    const lazy = { filter: (id: number) => (id > 0 ? later() : Promise.resolve([])) }
    expect(await getListOr404(lazy, 1)).toEqual(articles)
    await expect(getListOr404(lazy, 0)).rejects.toThrow('No object matches the given query.')
    expectTypeOf(getListOr404(new Repository(), 'two')).toEqualTypeOf<Article[]>()
  })

  test('says what it can search', () => {
    expect(() => getListOr404(null as never)).toThrow(
      "First argument to getListOr404() must be an array, a Map, an iterable or something with filter(), not 'null'.",
    )
  })
})
