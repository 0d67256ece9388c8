import { Client, overrideSettings } from 'tiny-django/test'
import { describe, expect, test } from 'tiny-django/test/vitest'
import settings from '../settings'
import * as urls from '../urls'
import { registerModel } from './models'

interface Thing {
  readonly name: string
  readonly code: string
  readonly price: number
}

registerModel<Thing>('shop', 'Thing', {
  pk: ({ code }) => code,
  label: ({ name }) => name,
  searchFields: ['name', 'code'],
  all: () => [
    { name: 'red | blue', code: 'a1', price: 3 },
    { name: 'two\nlines', code: 'B2', price: 4 },
  ],
})

const client = new Client({ app: { ...urls, settings } })
const author = { app_label: 'library', model_name: 'author', search_fields: 'name' }
const thing = { app_label: 'shop', model_name: 'thing', search_fields: 'name,code' }

const ask = (parameters: Record<string, string>) => client.get('/foreignkey_autocomplete/', parameters)
const names = async (search_fields: string, q: string) =>
  (await ask({ ...author, search_fields, q })).text.split('\n').map(line => line.replace(/ \(.*/, ''))

test('a line for each object that is found', async () => {
  const response = await ask({ ...author, q: 'bront' })
  expect(response.text).toBe('Charlotte Brontë (United Kingdom, 1816)|6\nEmily Brontë (United Kingdom, 1818)|7\n')
  expect(response.headers.get('Content-Type')).toBe('text/plain; charset=utf-8')
})

test('nothing found is no error', async () => {
  expect(await ask({ ...author, q: 'xyz' })).toMatchObject({ statusCode: 200, text: '' })
})

describe('search_fields', () => {
  test.each([
    ['without a sign: anywhere, in any case', 'name', 'LEM', ['Stanisław Lem', '']],
    ['^: at the beginning', '^name', 'an', ['Anna Akhmatova', 'Annie Ernaux', '']],
    ['=: the whole text', '=country', 'poland', ['Stanisław Lem', 'Olga Tokarczuk', '']],
    ['=: not a part of it', '=country', 'pol', ['']],
    ['@: whole words', '@name', 'le', ['Ursula K. Le Guin', '']],
    ['@: and not their beginnings', '@name', 'lem lag', ['']],
    ['several: in any of them', '^name,=country', 'japan', ['Murasaki Shikibu', 'Yōko Tawada', '']],
    ['numbers too', '=born', '973', ['Murasaki Shikibu', '']],
    ['several words: each of them', 'name,country', 'sweden astrid', ['Astrid Lindgren', '']],
  ])('%s', async (_what, fields, query, expected) => {
    expect(await names(fields, query)).toEqual(expected)
  })
})

describe('the limit', () => {
  test('is that of the settings', async () => {
    expect((await names('name', 'a')).length).toBe(8 + 1)
    using _ = overrideSettings({ FOREIGNKEY_AUTOCOMPLETE_LIMIT: 2 })
    expect((await names('name', 'a')).length).toBe(2 + 1)
  })

  test('null: none', async () => {
    using _ = overrideSettings({ FOREIGNKEY_AUTOCOMPLETE_LIMIT: null })
    expect((await names('name', 'a')).length).toBeGreaterThan(8 + 1)
  })
})

describe('object_pk', () => {
  test('gives the label of that object', async () => {
    expect((await ask({ ...author, object_pk: '14' })).text).toBe('Stanisław Lem (Poland, 1921)')
    expect((await ask({ ...thing, object_pk: 'B2' })).text).toBe('two\nlines')
  })

  test('and nothing when there is none', async () => {
    expect(await ask({ ...author, object_pk: '99' })).toMatchObject({ statusCode: 200, text: '' })
  })

  test('a query comes first', async () => {
    expect((await ask({ ...author, object_pk: '14', q: 'blixen' })).text).toContain('Karen Blixen')
  })
})

test('a label is one line, whatever is in it', async () => {
  expect((await ask({ ...thing, q: 'l' })).text).toBe('red | blue|a1\ntwo lines|B2\n')
})

describe('404', () => {
  test.each([
    ['without a query and a key', author],
    ['with an empty query', { ...author, q: '' }],
    ['without search_fields', { ...author, search_fields: '', q: 'a' }],
    ['without app_label', { ...author, app_label: '', q: 'a' }],
    ['without model_name', { ...author, model_name: '', q: 'a' }],
    ['without anything', {}],
    ['for a model that there is not', { ...author, model_name: 'publisher', q: 'a' }],
    ['for a field that nobody may search', { ...author, search_fields: 'name,email', q: 'a' }],
    ['for a field of every object', { ...author, search_fields: 'constructor', q: 'object' }],
  ])('%s', async (_what, parameters) => {
    expect(await ask(parameters)).toHaveStatus(404)
  })
})

test('it only answers', async () => {
  expect(await client.post('/foreignkey_autocomplete/', { ...author, q: 'a' })).toHaveStatus(405)
})
