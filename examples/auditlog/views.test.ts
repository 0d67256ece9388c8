import { HttpResponse } from 'tiny-django/http'
import { Client } from 'tiny-django/test'
import { beforeEach, describe, expect, test } from 'tiny-django/test/vitest'
import { path } from 'tiny-django/urls'
import { LogEntry } from './auditlog/models'
import { preSave } from './models'
import { Note } from './notes/models'
import settings from './settings'
import * as urls from './urls'

const app = { ...urls, settings }

async function loggedIn(username: string, more = {}): Promise<Client> {
  const client = new Client({ app, ...more })
  await client.post('/login/', { username })
  return client
}

/** What was written down last. */
const lastEntry = () => LogEntry.objects.all()[0]!

describe('a note that is saved', () => {
  let ann: Client
  beforeEach(async () => {
    ann = await loggedIn('Ann', { environ: { REMOTE_ADDR: '10.0.0.1' } })
  })

  test('is in the log, with who did it and from where', async () => {
    const response = await ann.post('/', { title: 'Milk', text: 'One litre' })
    await expect(response).toRedirectTo('/')
    const { action, actor, remoteAddr, changes, objectRepr } = lastEntry()
    expect([action, String(actor), remoteAddr, objectRepr]).toEqual(['created', 'Ann', '10.0.0.1', 'Milk'])
    expect(changes).toMatchObject({ title: ['None', 'Milk'], text: ['None', 'One litre'] })
  })

  test('is there once more when it is changed, with what changed', async () => {
    const note = Note.objects.create({ title: 'Milk', text: 'One litre' })
    await ann.post(`/notes/${note.pk}/`, { title: 'Milk', text: 'Two litres' })
    expect(lastEntry()).toMatchObject({ action: 'updated', changes: { text: ['One litre', 'Two litres'] } })
  })

  test('is not when nothing changed', async () => {
    const note = Note.objects.create({ title: 'Milk', text: 'One litre' })
    const before = lastEntry()
    await ann.post(`/notes/${note.pk}/`, { title: 'Milk', text: 'One litre' })
    expect(lastEntry()).toEqual(before)
  })

  test('has no actor when nobody is logged in, or nobody asked', async () => {
    await new Client({ app }).post('/', { title: 'Bread' })
    expect(lastEntry()).toMatchObject({ objectRepr: 'Bread', actor: null, remoteAddr: null })
    Note.objects.create({ title: 'Butter' })
    expect(lastEntry()).toMatchObject({ objectRepr: 'Butter', actor: null })
  })

  test('stands on the page of the history, escaped', async () => {
    await ann.post('/', { title: '<b>Milk</b>', text: '' })
    const response = await ann.get('/history/')
    expect(response).toUseTemplate('auditlog/index.html')
    expect(response).toContainText('<td>Ann</td>')
    expect(response).toContainText('<td>10.0.0.1</td>')
    expect(response).toContainText('<ins>&lt;b&gt;Milk&lt;/b&gt;</ins>')
  })

  test('that is not there is a 404', async () => {
    const response = await ann.get('/notes/4711/')
    expect(response).toHaveStatus(404)
  })

  test('by a request from elsewhere is refused', async () => {
    const strict = new Client({ app, enforceCsrfChecks: true })
    const response = await strict.post('/', { title: 'Milk' })
    expect(response).toHaveStatus(403)
  })
})

describe('while others are answered too', () => {
  test('each entry has the actor of its own request', async () => {
    const waiting: (() => void)[] = []
    const slow = path('slow/<title>/', async (_request, { title }: { title: string }) => {
      await new Promise<void>(resolve => {
        waiting.push(resolve)
        if (waiting.length === 2) for (const goOn of waiting) goOn()
      })
      Note.objects.create({ title })
      return new HttpResponse('')
    })
    const [ann, ben] = await Promise.all(
      ['Ann', 'Ben'].map(name => loggedIn(name, { app: { urlpatterns: [slow, ...urls.urlpatterns], settings } })),
    )
    await Promise.all([ann!.get('/slow/of-ann/'), ben!.get('/slow/of-ben/')])
    const actors = LogEntry.objects.all().map(({ objectRepr, actor }) => `${objectRepr} ${actor}`)
    expect(actors.slice(0, 2).sort()).toEqual(['of-ann Ann', 'of-ben Ben'])
  })

  test('nobody listens any more once a view has failed', async () => {
    const broken = path('broken/', () => {
      expect(preSave.hasListeners(LogEntry)).toBe(true)
      throw new Error('broken')
    })
    const client = await loggedIn('Ann', { app: { urlpatterns: [broken, ...urls.urlpatterns], settings } })
    await expect(client.get('/broken/')).rejects.toThrow('broken')
    expect(preSave.hasListeners(LogEntry)).toBe(false)
  })
})
