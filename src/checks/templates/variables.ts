import { csp, csrf, request } from '../../template/context-processors.js'
import { nearest } from '../../utils/suggest.js'
import type { CheckMessage } from '../messages.js'
import type { Mention } from './facts.js'
import { ids, placeAt, placeOf, problem } from './problems.js'
import { renderCalls } from './render-calls.js'
import type { CheckedTemplate, ProjectTemplates } from './templates.js'

/** A module of the project, as it was written. */
export interface SourceFile {
  readonly file: string
  readonly source: string
}

/** What our context processors give. */
const processed = new Map<unknown, readonly string[]>([
  [csrf, ['csrf_token']],
  [request, ['request']],
  [csp, ['csp_nonce']],
])

/**
 * The variables that a call of `render()` does not provide and the template wants. Only what is certain is said: the names
 * of the variables are known (see `renderCalls`), no context processor is one that could give anything, no tag of the
 * project could set anything, and no tag of the templates takes into account that there may be none.
 */
export function* variableProblems(templates: ProjectTemplates, files: Iterable<SourceFile>): Iterable<CheckMessage> {
  const always = namesOfProcessors(templates)
  if (always === null) return
  for (const { file, source } of files) {
    for (const call of renderCalls(source)) {
      const template = templates.named(call.template)
      const wanted = template && wantedBy(template, templates)
      if (!wanted) continue
      const provided = [...call.provided, ...always]
      const where = placeAt(file, source, call.offset)
      for (const { mention, by } of wanted) {
        if (provided.includes(mention.name)) continue
        const place = placeOf(by.template.origin.name, by.template.source, mention.token)
        const near = nearest(mention.name, call.provided)
        const message = `The variable '${mention.name}' is not provided by ${String(where)}.`
        yield problem(place, ids.variableNotProvided, message, near && `Did you mean "${near}"?`)
      }
    }
  }
}

function namesOfProcessors({ engine }: ProjectTemplates): string[] | null {
  const names = engine.contextProcessors.map(processor => processed.get(processor))
  return names.includes(undefined) ? null : names.flatMap(each => each!)
}

interface Wanted {
  readonly mention: Mention
  readonly by: CheckedTemplate
}

/** The variables that a template and all it is made of want, each once; `null` when nobody can tell. */
function wantedBy(template: CheckedTemplate, templates: ProjectTemplates): readonly Wanted[] | null {
  const family = familyOf(template, templates)
  if (family === null) return null
  const given = new Set(family.flatMap(({ facts }) => [...facts.introduced, ...facts.guarded]))
  const wanted = new Map<string, Wanted>()
  for (const [i, by] of family.entries()) {
    const replaced = replacedIn(family.slice(0, i))
    for (const mention of by.facts.variables) {
      if (given.has(mention.name) || mention.blocks.some(block => replaced.has(block))) continue
      if (!wanted.has(mention.name)) wanted.set(mention.name, { mention, by })
    }
  }
  return [...wanted.values()]
}

// A block that a child has is not shown in its parents, unless it asks for it.
function replacedIn(children: readonly CheckedTemplate[]): ReadonlySet<string> {
  const names = children.flatMap(({ facts }) => (facts.parent === null ? [] : facts.blocks.map(({ name }) => name)))
  const shown = new Set(children.flatMap(({ facts }) => [...facts.superBlocks]))
  return new Set(names.filter(name => !shown.has(name)))
}

/** The template, those it extends, and those that any of them includes with its variables; `null`: not all are known. */
function familyOf(first: CheckedTemplate, templates: ProjectTemplates): CheckedTemplate[] | null {
  const family = [first]
  for (const { template, facts } of family) {
    if (facts.isOpaque) return null
    const others = [
      ...(facts.parent ? [templates.findParent(facts.parent.name, template)] : []),
      ...facts.includes.filter(({ isOnly }) => !isOnly).map(({ name }) => templates.find(name, template)),
    ]
    for (const other of others) {
      if (other === null) return null
      if (other !== undefined && !family.includes(other)) family.push(other)
    }
  }
  return family
}
