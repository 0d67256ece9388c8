import type { Engine } from '../../template/engine.js'
import { nameHint } from '../../template/hints.js'
import type { URLResolver } from '../../urls/resolver.js'
import { nearest } from '../../utils/suggest.js'
import type { CheckMessage } from '../messages.js'
import { ids, placeAt, placeOf, problem } from './problems.js'
import { namingCalls } from './render-calls.js'
import { type CheckedTemplate, ProjectTemplates } from './templates.js'
import { urlProblem } from './urls.js'
import { type SourceFile, variableProblems } from './variables.js'

/** What there is to check of a project's templates. */
export interface TemplateCheck {
  readonly engines: Iterable<Engine>
  readonly resolver: URLResolver
  /** The modules of the project, for what their calls of `render()` provide. */
  readonly files?: Iterable<SourceFile>
}

/**
 * Compiles every template of the engines and walks through it. Found are: tags, filters and libraries that are not known
 * and whatever else does not compile, templates that are rendered, extended or included and not there, URL names that are
 * not there or take other arguments, blocks that override nothing, variables that a call of `render()` does not provide. Each
 * message is about a place (`file:line:column`).
 */
export function* checkTemplates({ engines, resolver, files = [] }: TemplateCheck): Iterable<CheckMessage> {
  const all = [...engines].map(engine => new ProjectTemplates(engine))
  for (const templates of all) {
    yield* templates.problems
    for (const checked of templates.all) {
      yield* missingTemplates(checked, templates)
      yield* missingUrls(checked, resolver)
      yield* uselessBlocks(checked, templates)
    }
    yield* variableProblems(templates, files)
  }
  yield* missingFromCalls(all, files)
}

/** What a call names that no engine has: which of them it asks is its own affair. */
function* missingFromCalls(all: readonly ProjectTemplates[], files: Iterable<SourceFile>): Iterable<CheckMessage> {
  const names = new Set(all.flatMap(templates => [...templates.names]))
  for (const { file, source } of files) {
    for (const { template, offset } of namingCalls(source)) {
      if (all.some(templates => templates.get(template) !== undefined)) continue
      const message = `The template '${template}', which is rendered here, does not exist.`
      yield problem(placeAt(file, source, offset), ids.missingTemplate, message, nameHint(template, names))
    }
  }
}

function* missingTemplates({ template, facts }: CheckedTemplate, templates: ProjectTemplates): Iterable<CheckMessage> {
  const { origin, source } = template
  const parent = facts.parent
  if (parent !== null && templates.findParent(parent.name, template) === undefined) {
    const message = `The template '${parent.name}', which this one extends, does not exist.`
    yield problem(
      placeOf(origin.name, source, parent.token),
      ids.missingTemplate,
      message,
      templates.hint(parent.name, template),
    )
  }
  for (const { name, token } of facts.includes) {
    if (templates.find(name, template) !== undefined) continue
    const message = `The template '${name}', which is included here, does not exist.`
    yield problem(placeOf(origin.name, source, token), ids.missingTemplate, message, templates.hint(name, template))
  }
}

function* missingUrls({ template, facts }: CheckedTemplate, resolver: URLResolver): Iterable<CheckMessage> {
  for (const mention of facts.urls) {
    const found = urlProblem(resolver, mention)
    if (found === null) continue
    yield problem(
      placeOf(template.origin.name, template.source, mention.token),
      ids.noSuchUrl,
      found.message,
      found.hint,
    )
  }
}

// A block within another that is overridden is a new one, for those that extend this template.
function* uselessBlocks({ template, facts }: CheckedTemplate, templates: ProjectTemplates): Iterable<CheckMessage> {
  const known = blocksAbove(template, facts.parent?.name, templates)
  if (known === null) return
  for (const { name, token, blocks } of facts.blocks) {
    if (blocks.length > 0 || known.has(name)) continue
    const near = nearest(name, known)
    const message = `The block '${name}' overrides nothing: no template that this one extends has it, so it is never shown.`
    const place = placeOf(template.origin.name, template.source, token)
    yield problem(place, ids.overridesNothing, message, near && `Did you mean "${near}"?`)
  }
}

/** The names of the blocks of all templates that are extended; `null` when there is none, or not all are known. */
function blocksAbove(
  from: CheckedTemplate['template'],
  parent: string | undefined,
  templates: ProjectTemplates,
): ReadonlySet<string> | null {
  const names = new Set<string>()
  const seen = new Set<unknown>([from])
  let [child, name] = [from, parent]
  if (name === undefined) return null
  while (name !== undefined) {
    const above = templates.findParent(name, child)
    if (!above || above.facts.isOpaque || seen.has(above.template)) return null
    for (const block of above.facts.blocks) names.add(block.name)
    seen.add(above.template)
    ;[child, name] = [above.template, above.facts.parent?.name]
  }
  return names
}
