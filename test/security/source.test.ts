import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript-5.9'
import { expect, test } from 'vitest'
import { slowText } from '../../src/checks/slow-regex.js'

// What others were caught with must not be in the source at all.

const folder = new URL('../../src', import.meta.url).pathname
const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter(path => path.endsWith('.ts'))
  .map(path => ({ path, text: readFileSync(join(folder, path), 'utf8') }))

const filesWith = (pattern: RegExp) => files.filter(({ text }) => pattern.test(text)).map(({ path }) => path)

test('no command goes through a shell (Metro, CVE-2025-11953)', () => {
  expect(
    filesWith(/node:child_process[\s\S]*\bshell:|\bexecSync\b|\{[^}]*\bexec\b[^}]*\} from 'node:child_process'/),
  ).toEqual([])
})

test('nothing is evaluated that a client could have said: code is compiled by the loader alone', () => {
  expect(filesWith(/\beval\(|\bnew Function\(/)).toEqual([])
})

test('esbuild builds and never serves (GHSA-67mh-4wv8-2f99), and is the one that is mended (GHSA-g7r4-m6w7-qqqr)', () => {
  expect(filesWith(/\.serve\(/)).toEqual([])
  const lock = JSON.parse(readFileSync(new URL('../../package-lock.json', import.meta.url), 'utf8'))
  const versions = Object.entries<{ version: string }>(lock.packages)
    .filter(([name]) => name === 'node_modules/esbuild')
    .map(([, { version }]) => version)
  expect(versions).toHaveLength(1)
  expect(versions[0]!.localeCompare('0.28.1', 'en', { numeric: true })).toBeGreaterThanOrEqual(0)
})

test('Node’s parser is as strict as it can be, and the front never connects to anything but itself', () => {
  expect(filesWith(/insecureHTTPParser|--insecure-http-parser/)).toEqual([])
  const front = files.filter(({ path }) => path.startsWith('devserver/front/'))
  const connecting = front.filter(
    ({ path, text }) =>
      /\{[^}]*\brequest\b[^}]*\} from 'node:https?'/.test(text) ||
      callsIn(path, text).some(name => /^(fetch|connect|createConnection)$/.test(name)),
  )
  // Replay asks this very server again, at the address at which the one came who wants it.
  const replay = 'devserver/front/inspector/replay.ts'
  expect(connecting.map(({ path }) => path)).toEqual([replay])
  expect(connecting[0]!.text.match(/\b(?:host|port|socketPath|hostname): \S+,/g)).toEqual([
    'host: through.localAddress,',
    'port: through.localPort,',
  ])
})

test('no regular expression takes exponential time', () => {
  const expressions = files.flatMap(({ path, text }) => regexesIn(path, text))
  expect(expressions.length).toBeGreaterThan(300)
  const slow = expressions.filter(({ source }) => slowText(source.replace(/^\^/, ''), source.startsWith('^')))
  expect(slow.map(({ path, source }) => `${path}: ${source}`)).toEqual([])
})

function regexesIn(path: string, text: string): { path: string; source: string }[] {
  return nodesIn(path, text)
    .filter(ts.isRegularExpressionLiteral)
    .map(node => ({ path, source: node.text.slice(1, node.text.lastIndexOf('/')) }))
}

/** The names of the functions that are called; of methods their own. */
function callsIn(path: string, text: string): string[] {
  return nodesIn(path, text)
    .filter(ts.isCallExpression)
    .map(({ expression }) => expression)
    .flatMap(called => {
      if (ts.isIdentifier(called)) return [called.text]
      return ts.isPropertyAccessExpression(called) ? [called.name.text] : []
    })
}

function nodesIn(path: string, text: string): ts.Node[] {
  const found: ts.Node[] = []
  const visit = (node: ts.Node): void => {
    found.push(node)
    ts.forEachChild(node, visit)
  }
  visit(ts.createSourceFile(path, text, ts.ScriptTarget.ESNext))
  return found
}
