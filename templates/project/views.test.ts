import { Client } from 'tiny-django/test'
import { expect, test } from 'tiny-django/test/vitest'
import settings from './settings'
import * as urls from './urls'

const client = new Client({ app: { ...urls, settings } })

test('the first page is there', async () => {
  const response = await client.get('/')
  expect(response).toHaveStatus(200)
})

test('hello greets by name', async () => {
  const response = await client.get('/hello/Ada/')
  expect(response).toContainText('Hello, Ada!')
})
