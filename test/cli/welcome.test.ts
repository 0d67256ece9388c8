import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { packageRoot } from '../../src/devserver/package.js'
import { HttpRequest } from '../../src/http/request.js'
import { welcome } from '../../src/views/welcome.js'

const response = await welcome(new HttpRequest())
const css = readFileSync(join(packageRoot, 'templates', 'pages', 'welcome.css'), 'utf8')
const html = String(response.payload)

test('the welcome page is one HTML document that asks nobody for anything', () => {
  expect(response.statusCode).toBe(200)
  expect(response.headers.get('Content-Type')).toBe('text/html; charset=utf-8')
  expect(html).toMatch(/^<!doctype html>/)
  expect(html).not.toContain('<script')
  expect(html).not.toMatch(/(src|href)="(?!data:,|\/hello\/you\/)/)
  expect(html + css).not.toMatch(/@import|url\(/)
})

test('it shows the nine steps in order', () => {
  const steps = html.slice(html.indexOf('<ol class="cycle">'), html.indexOf('</ol>'))
  expect([...steps.matchAll(/<h3>(.*?)<\/h3>/g)].map(([, title]) => title)).toEqual([
    'Request',
    'Middleware',
    'URLs',
    'View',
    'Your work',
    'Response',
    'Template',
    'Middleware',
    'Answer',
  ])
})
