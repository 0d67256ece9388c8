import { NoReverseMatch } from '../../urls/exceptions.js'
import type { URLResolver } from '../../urls/resolver.js'
import { lookUp } from '../../urls/reverse.js'
import { nearest } from '../../utils/suggest.js'
import type { UrlMention } from './facts.js'

/** What is wrong with a `{% url %}`, whatever the values of its arguments; `null` when nothing is. */
export function urlProblem(resolver: URLResolver, mention: UrlMention): { message: string; hint?: string } | null {
  const { name, names, count } = mention
  const found = find(resolver, name)
  if (found instanceof NoReverseMatch) return { message: found.message }
  const { candidates, known } = found
  if (candidates.some(candidate => candidate.takes(count, names))) return null
  if (candidates.length > 0) {
    const reason =
      candidates.length === 1 ? candidates[0]!.explain(Array(count).fill('1'), valuesFor(names)) : undefined
    return { message: `There is no URL pattern '${name}' with ${described(mention)}.`, hint: reason }
  }
  const namespace = name.slice(0, name.lastIndexOf(':') + 1)
  const near = nearest(name.slice(namespace.length), known())
  return {
    message: `There is no URL pattern with the name '${name}'.`,
    ...(near !== undefined && { hint: `Did you mean "${namespace}${near}"?` }),
  }
}

function find(resolver: URLResolver, name: string): ReturnType<typeof lookUp> | NoReverseMatch {
  try {
    return lookUp(resolver, name)
  } catch (error) {
    if (error instanceof NoReverseMatch) return error
    throw error
  }
}

function valuesFor(names: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.map(name => [name, '1']))
}

function described({ names, count }: UrlMention): string {
  if (names.length > 0) return `the keyword arguments ${names.map(name => `'${name}'`).join(', ')}`
  return count === 0 ? 'no arguments' : count === 1 ? 'one argument' : `${count} arguments`
}
