import buildError from '../../../templates/pages/build_error.html'
import facts from '../../../templates/pages/facts.html'
import frame from '../../../templates/pages/frame.html'
import library from '../../../templates/pages/library.html'
import postmortem from '../../../templates/pages/postmortem.html'
import steps from '../../../templates/pages/steps.html'
import table from '../../../templates/pages/table.html'
import css from '../../../templates/pages/technical.css'
import technical from '../../../templates/pages/technical.html'
import technical404 from '../../../templates/pages/technical_404.html'
import technical500 from '../../../templates/pages/technical_500.html'
import template from '../../../templates/pages/template.html'
import { Context } from '../../template/context.js'
import { Engine } from '../../template/engine.js'
import { CachedLoader } from '../../template/loaders/cached.js'
import { LocmemLoader } from '../../template/loaders/locmem.js'

/** What a page is filled with: text, lists and groups of text. Everything is escaped on its way in. */
export type Data = { readonly [name: string]: Value }
export type Value = string | number | boolean | null | undefined | Data | readonly Value[]

/** Makes a page as HTML: of which name, with which data. */
export type Renderer<Name extends string> = (name: Name, data: Data) => string

/**
 * Renders templates of `templates/pages/`, given by the names under which they extend and include each other. The engine is
 * their own: whatever the project's settings say of theirs, these pages are the same, and numbers are written plainly,
 * whatever the locale.
 */
export function rendererOf<Name extends string>(pages: Readonly<Record<Name, string>>): Renderer<Name> {
  const engine = new Engine({ loaders: [[CachedLoader, [[LocmemLoader, pages]]]] })
  return (name, data) => engine.getTemplate(name).render(new Context(data, { useL10n: false }))
}

/** A page about an error. It needs nothing but itself: its style is in it. */
export const renderPage = rendererOf({
  'build_error.html': buildError,
  'facts.html': facts,
  'frame.html': frame,
  'library.html': library,
  'postmortem.html': postmortem,
  'steps.html': steps,
  'table.html': table,
  'technical.css': css,
  'technical.html': technical,
  'technical_404.html': technical404,
  'technical_500.html': technical500,
  'template.html': template,
})
