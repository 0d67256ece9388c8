import { Client } from 'tiny-django/test'
import { beforeEach, expect, test } from 'tiny-django/test/vitest'
import settings from '../settings'
import * as urls from '../urls'
import { tasks } from './models'

const app = { ...urls, settings }
let client: Client
beforeEach(() => {
  tasks.clear()
  client = new Client({ app, enforceCsrfChecks: true })
})

async function token() {
  await client.get('/')
  return client.cookies.get('csrftoken')?.value ?? ''
}

async function call(method: string, data: object, csrfToken: string) {
  const headers = { 'X-Requested-With': 'XMLHttpRequest', 'DjNg-Remote-Method': method, 'X-CSRFToken': csrfToken }
  return client.post('/', data, { headers, contentType: 'application/json' })
}

test('the page has what there is to do', async () => {
  tasks.add('Wash <the> dishes')
  const page = await client.get('/')
  expect(page).toUseTemplate('tasks/index.html')
  expect(page).toContainText('Wash &lt;the&gt; dishes', { count: 1 })
})

test('a script adds and finishes tasks, and reads the list', async () => {
  const csrfToken = await token()
  const added = await call('add', { title: ' Sleep ' }, csrfToken)
  expect(added.json()).toMatchObject({ title: 'Sleep', isDone: false })
  const { id } = tasks.all()[0]!
  expect((await call('finish', { id }, csrfToken)).json()).toMatchObject({ id, isDone: true })
  const list = await client.get('/', null, {
    headers: { 'X-Requested-With': 'XMLHttpRequest', 'DjNg-Remote-Method': 'list' },
  })
  expect(list.json()).toMatchObject({ tasks: [{ id, title: 'Sleep', added: expect.stringMatching(/^\d{4}-.*Z$/) }] })
})

test('a script is told what is wrong', async () => {
  const csrfToken = await token()
  for (const data of [{}, { title: ' ' }, { title: null }, ['title'], 'title']) {
    const response = await call('add', Object(data), csrfToken)
    expect(response).toHaveStatus(400)
    expect(response.json()).toEqual({ message: 'A task needs a title.' })
  }
  expect(await call('finish', { id: 7 }, csrfToken)).toHaveStatus(404)
  expect(await call('clear', {}, csrfToken)).toHaveStatus(403)
  expect(tasks.all()).toEqual([])
})

test('nobody calls anything without the token', async () => {
  expect(await call('add', { title: 'Sleep' }, 'x'.repeat(64))).toHaveStatus(403)
  expect(tasks.all()).toEqual([])
})

test('the form works without a script', async () => {
  const csrfmiddlewaretoken = await token()
  const response = await client.post('/', { title: 'Sleep', csrfmiddlewaretoken }, { follow: true })
  await expect(response).toRedirectTo('/')
  expect(response).toContainText('Sleep')
})
