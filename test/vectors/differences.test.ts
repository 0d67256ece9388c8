import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { differences } from './differences.js'
import type { Recording } from './family.js'

const readme = readFileSync('README.md', 'utf8')
const recordings = ['http', 'template'].flatMap(group =>
  readdirSync(`test/vectors/${group}`).map(
    file => JSON.parse(readFileSync(`test/vectors/${group}/${file}`, 'utf8')) as Recording,
  ),
)

test.each(differences.map(rule => [rule.id, rule] as const))('%s has its line in the README', (_, { row }) => {
  expect(readme).toContain(`| ${row.join(' | ')} |`)
})

test.each(differences.map(rule => [rule.id, rule] as const))('%s speaks of some case', (_, rule) => {
  const { cases } = recordings.find(({ family }) => family === rule.family)!
  const covered = cases.filter(one => rule.covers(one.in, one.tags ?? []))
  expect(covered.length).toBeGreaterThan(0)
})

test('each rule has an id of its own', () => {
  const ids = differences.map(({ id }) => id)
  expect(new Set(ids).size).toBe(ids.length)
})
