import { Client } from 'tiny-django/test'
import { expect, test } from 'tiny-django/test/vitest'
import settings from '../settings'
import * as urls from '../urls'

const client = new Client({ app: { ...urls, settings } })

test('the page has the input, and where it asks', async () => {
  const response = await client.get('/')
  expect(response).toContainText('role="combobox"', { count: 1 })
  expect(response).toContainText('data-url="/foreignkey_autocomplete/?app_label=library&amp;')
})

test('what was chosen is on the page', async () => {
  const response = await client.get('/', { author: '14' })
  expect(response).toContainText('Chosen: <b>Stanisław Lem</b>')
  expect(response).toContainText('name="author" value="14"')
})

test.each(['99', 'x', '-1'])('nobody has the number %s', async author => {
  expect(await client.get('/', { author })).toHaveStatus(404)
})
