import { escapeText as escapeHtml } from '../../utils/escape.js'

/** What a page is filled with: text, lists and groups of text. Everything is escaped on its way in. */
export type Data = { readonly [name: string]: Value }
export type Value = string | number | boolean | null | undefined | Data | readonly Value[]

/**
 * Fills a page of `templates/pages/`. The pages know five things:
 * `{{name}}` is a value, escaped; `{{#name}}…{{/name}}` repeats for each item of a list, or shows its inside when there
 * is a value; `{{^name}}…{{/name}}` shows it when there is none; `{{.}}` is the item itself; `{{>part}}` is another file.
 * Names are looked up from the innermost group outwards.
 */
export function fill(page: string, data: Data, parts: Readonly<Record<string, string>> = {}): string {
  return render(parse(page), [data], parts)
}

type Node =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'value'; readonly name: string }
  | { readonly kind: 'part'; readonly name: string }
  | { readonly kind: 'section'; readonly name: string; readonly inverted: boolean; readonly inside: readonly Node[] }

/** Pages are few and never change, so each is parsed once. */
const parsed = new Map<string, readonly Node[]>()

function parse(page: string): readonly Node[] {
  const known = parsed.get(page)
  if (known) return known
  const nodes = parseUntil(withoutEmptyLines(page).split(/\{\{([#^/>]?[\w.]+)\}\}/), { index: 0 }, '')
  parsed.set(page, nodes)
  return nodes
}

/** A line that holds nothing but the beginning or end of a section leaves no line behind. */
function withoutEmptyLines(page: string): string {
  return page.replace(/^[ \t]*(\{\{[#^/][\w.]+\}\})[ \t]*\n/gm, '$1')
}

// The pieces alternate: text, tag, text, tag, …
function parseUntil(pieces: readonly string[], at: { index: number }, open: string): Node[] {
  const nodes: Node[] = []
  while (at.index < pieces.length) {
    const text = pieces[at.index]!
    const tag = pieces[at.index + 1]
    if (text !== '') nodes.push({ kind: 'text', text })
    at.index += 2
    if (tag === undefined) break
    if (tag.startsWith('/')) {
      if (tag.slice(1) !== open) throw new Error(`The page closes "${tag.slice(1)}" where "${open}" is open.`)
      return nodes
    }
    nodes.push(parseTag(tag, pieces, at))
  }
  if (open !== '') throw new Error(`The page never closes "${open}".`)
  return nodes
}

function parseTag(tag: string, pieces: readonly string[], at: { index: number }): Node {
  const name = tag.slice(1)
  if (tag.startsWith('>')) return { kind: 'part', name }
  if (tag.startsWith('#') || tag.startsWith('^')) {
    return { kind: 'section', name, inverted: tag.startsWith('^'), inside: parseUntil(pieces, at, name) }
  }
  return { kind: 'value', name: tag }
}

function render(nodes: readonly Node[], stack: readonly Value[], parts: Readonly<Record<string, string>>): string {
  let out = ''
  for (const node of nodes) {
    if (node.kind === 'text') out += node.text
    else if (node.kind === 'value') out += escapeHtml(printed(lookUp(node.name, stack)))
    else if (node.kind === 'part') out += render(parse(parts[node.name] ?? ''), stack, parts)
    else out += renderSection(node, stack, parts)
  }
  return out
}

function renderSection(
  { name, inverted, inside }: Extract<Node, { kind: 'section' }>,
  stack: readonly Value[],
  parts: Readonly<Record<string, string>>,
): string {
  const value = lookUp(name, stack)
  const items: readonly Value[] = Array.isArray(value) ? value : value || value === 0 ? [value as Value] : []
  if (inverted) return items.length === 0 ? render(inside, stack, parts) : ''
  return items.map(item => render(inside, [...stack, item], parts)).join('')
}

function lookUp(name: string, stack: readonly Value[]): Value {
  if (name === '.') return stack.at(-1)
  for (let depth = stack.length - 1; depth >= 0; depth--) {
    const group = stack[depth]
    if (isData(group) && Object.hasOwn(group, name)) return group[name]
  }
  return undefined
}

function isData(value: Value): value is Data {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function printed(value: Value): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : ''
}
