import type { HttpRequest } from '../http/request.js'

/** Renders a template of the project, if there is one of that name. */
type ProjectPages = (
  name: string,
  values?: () => Readonly<Record<string, unknown>>,
  request?: HttpRequest,
) => string | null

let find: ProjectPages = () => null

/** Says who has the project's templates: the engines, when something has loaded them. */
export function setProjectPages(next: ProjectPages): void {
  find = next
}

/**
 * A page that a project may have in place of one of ours: `404.html`, `403_csrf.html`. `null` when it has none, or uses no
 * templates: that is known without loading the template engine.
 */
export const projectPage: ProjectPages = (name, values, request) => find(name, values, request)
