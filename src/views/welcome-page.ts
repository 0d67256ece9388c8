import css from '../../templates/pages/welcome.css'
import page from '../../templates/pages/welcome.html'
import { Context } from '../template/context.js'
import { Engine } from '../template/engine.js'
import { LocmemLoader } from '../template/loaders/locmem.js'

const engine = new Engine({ loaders: [[LocmemLoader, { 'welcome.html': page, 'welcome.css': css }]] })

/** The page as HTML. */
export function welcomePage(): string {
  return engine.getTemplate('welcome.html').render(new Context())
}
