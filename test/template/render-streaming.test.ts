import { once } from 'node:events'
import { get as httpGet, type IncomingMessage } from 'node:http'
import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { fetchHandler } from '../../src/adapters/fetch.js'
import { activateSettings, defineSettings } from '../../src/conf/settings.js'
import { HttpRequest } from '../../src/http/index.js'
import { render, renderStreaming } from '../../src/shortcuts.js'
import { LocmemLoader, TemplateDoesNotExist } from '../../src/template/index.js'
import { activate, override as inTimezone } from '../../src/utils/timezone.js'
import { override as inLanguage } from '../../src/utils/translation.js'
import { applicationOf, serve } from '../adapters/servers.js'

const templates = {
  'base.html': '<html>{% csrf_token %}{% block content %}{% endblock %}</html>',
  'rows.html':
    '{% extends "base.html" %}{% block content %}{{ user }}{% for row in rows %}{% include "row.html" %}{% endfor %}{% endblock %}',
  'row.html': '<i>{{ row }}</i>',
  'times.html':
    '{% load i18n %}{% for row in rows %}{{ row|date:"H" }}{% get_current_language as code %}{{ code }} {% endfor %}',
}
const settings = {
  TEMPLATES: [
    { OPTIONS: { loaders: [[LocmemLoader, templates] as const], contextProcessors: [() => ({ user: 'Ann' })] } },
  ],
}
const request = new HttpRequest()

// The views run in an application with the same settings.
beforeAll(() => {
  activateSettings(defineSettings(settings))
  return () => activateSettings(null)
})

afterEach(() => {
  vi.restoreAllMocks()
})

/** Rows that say how many of them have been rendered. */
function countedRows(count: number, text = 'row') {
  const rendered = { count: 0 }
  const row = () => {
    rendered.count++
    return text
  }
  return { rows: Array.from({ length: count }, () => row), rendered }
}

/** A row that cannot be rendered. */
const broken = () => {
  throw new Error('no more rows')
}

describe('the response', () => {
  test('has the status and headers it is given, and begins with the first piece', async () => {
    const { rows, rendered } = countedRows(5000)
    const response = await renderStreaming(request, 'rows.html', { rows }, { status: 201, headers: { 'X-A': '1' } })
    expect([response.statusCode, response.headers.get('X-A'), response.streaming]).toEqual([201, '1', true])
    expect(response.headers.get('Content-Type')).toBe('text/html; charset=utf-8')
    expect(rendered.count).toBeGreaterThan(0)
    expect(rendered.count).toBeLessThan(5000)
    const page = new TextDecoder().decode(response.getvalue())
    expect(rendered.count).toBe(5000)
    expect(page).toBe(render(request, 'rows.html', { rows }).text)
  })

  test('is not made when the beginning of the page cannot be', async () => {
    await expect(renderStreaming(request, 'none.html')).rejects.toThrow(TemplateDoesNotExist)
    await expect(renderStreaming(request, 'rows.html', { rows: [broken] })).rejects.toThrow('no more rows')
  })

  test('is made once what is not there yet has come, or has failed', async () => {
    const response = await renderStreaming(request, 'rows.html', { rows: Promise.resolve(['a', '<']) })
    expect(new TextDecoder().decode(response.getvalue())).toMatch(/Ann<i>a<\/i><i>&lt;<\/i><\/html>$/)
    const failing = renderStreaming(request, 'rows.html', { rows: Promise.reject(new Error('no database')) })
    await expect(failing).rejects.toThrow('no database')
  })

  test('goes on in the language and the time zone of the view', async () => {
    const rows = Array.from({ length: 5000 }, () => new Date('2024-01-01T00:00:00Z'))
    const response = await inTimezone('Asia/Tokyo', () =>
      inLanguage('de', () => renderStreaming(request, 'times.html', { rows })),
    )
    expect(new TextDecoder().decode(response.getvalue())).toBe('09de '.repeat(5000))
  })
})

describe('on its way to a client', () => {
  test('goes on in the time zone that the view has activated', async () => {
    const rows = Array.from({ length: 5000 }, () => new Date('2024-01-01T00:00:00Z'))
    const { url } = await serve(async asked => {
      await Promise.resolve()
      activate('Asia/Tokyo')
      return renderStreaming(asked, 'times.html', { rows })
    }, settings)
    expect(await (await fetch(url)).text()).toBe('09en-us '.repeat(5000))
  })

  test('an error in the first piece is a page with status 500', async () => {
    vi.spyOn(console, 'error').mockImplementation(() => {})
    const { url } = await serve(asked => renderStreaming(asked, 'rows.html', { rows: [broken] }), settings)
    const response = await fetch(url)
    expect(response.status).toBe(500)
    expect(await response.text()).toContain('Server Error (500)')
  })

  test('an error midway breaks the connection and is reported with its place', async () => {
    const printed = vi.spyOn(console, 'error').mockImplementation(() => {})
    const { rows } = countedRows(5000)
    const { url } = await serve(asked => renderStreaming(asked, 'rows.html', { rows: [...rows, broken] }), settings)
    const response = await fetch(url)
    expect(response.status).toBe(200)
    await expect(response.text()).rejects.toThrow()
    expect(printed.mock.lastCall?.[1]).toMatchObject({ message: 'no more rows' })
  })

  test('waits for a client that reads slowly', async () => {
    const { rows, rendered } = countedRows(3000, 'x'.repeat(16_384))
    const { url } = await serve(asked => renderStreaming(asked, 'rows.html', { rows }), settings)
    const message = await new Promise<IncomingMessage>(resolve => httpGet(url, resolve))
    await once(message, 'readable')
    await new Promise(resolve => setImmediate(resolve))
    expect(rendered.count).toBeLessThan(1500) // some are in the buffers of the kernel; 48 MB would not fit there
    await once(message.resume(), 'end')
    expect(rendered.count).toBe(3000)
  })

  test('is rendered no further when the client goes away', async () => {
    const { rows, rendered } = countedRows(3000, 'x'.repeat(16_384))
    const { url, server } = await serve(asked => renderStreaming(asked, 'rows.html', { rows }), settings)
    const message = await new Promise<IncomingMessage>(resolve => httpGet(url, resolve))
    await once(message, 'readable')
    message.destroy()
    await vi.waitFor(async () => expect(await connectionsOf(server)).toBe(0))
    const { count } = rendered
    await new Promise(resolve => setImmediate(resolve))
    expect(rendered.count).toBe(count)
    expect(count).toBeLessThan(3000)
  })

  test('lets other requests be answered', async () => {
    const { rows, rendered } = countedRows(3000, 'x'.repeat(16_384))
    const { url } = await serve(asked => {
      if (asked.path !== '/long') return render(asked, 'row.html', { row: rendered.count })
      return renderStreaming(asked, 'rows.html', { rows })
    }, settings)
    const long = await fetch(`${url}/long`)
    const page = await (await fetch(`${url}/short`)).text()
    expect(page).toMatch(/^<i>\d+<\/i>$/)
    expect(Number(/\d+/.exec(page))).toBeLessThan(3000)
    await long.body!.cancel()
  })

  test('is streamed by runtimes with fetch too, and stopped there', async () => {
    const { rows, rendered } = countedRows(3000, 'x'.repeat(16_384))
    const handler = fetchHandler(applicationOf(asked => renderStreaming(asked, 'rows.html', { rows }), settings))
    const { body } = await handler(new Request('http://localhost/'))
    const reader = body!.getReader()
    await reader.read()
    await reader.cancel()
    expect(rendered.count).toBeLessThan(10)
  })
})

function connectionsOf(server: { getConnections(tell: (error: Error | null, count: number) => void): void }) {
  return new Promise<number>(resolve => server.getConnections((_, count) => resolve(count)))
}
