const ownModules: Readonly<Record<string, () => Promise<object>>> = {
  'tiny-django': () => import('../../index.js'),
  'tiny-django/http': () => import('../../http/index.js'),
  'tiny-django/urls': () => import('../../urls/index.js'),
  'tiny-django/conf': () => import('../../conf/index.js'),
  'tiny-django/dispatch': () => import('../../dispatch/index.js'),
  'tiny-django/middleware': () => import('../../middleware/index.js'),
  'tiny-django/views': () => import('../../views/index.js'),
  'tiny-django/decorators': () => import('../../views/decorators/index.js'),
  'tiny-django/checks': () => import('../../checks/index.js'),
  'tiny-django/signing': () => import('../../signing/index.js'),
  'tiny-django/management': () => import('../../management/index.js'),
  'tiny-django/hot': () => import('../../hot.js'),
  'tiny-django/shortcuts': () => import('../../shortcuts.js'),
  'tiny-django/template': () => import('../../template/index.js'),
  'tiny-django/template/context-processors': () => import('../../template/context-processors.js'),
  'tiny-django/template/response': () => import('../../template/response.js'),
  'tiny-django/contrib/sessions': () => import('../../contrib/sessions/index.js'),
  'tiny-django/contrib/messages': () => import('../../contrib/messages/index.js'),
  'tiny-django/contrib/staticfiles': () => import('../../contrib/staticfiles/index.js'),
  'tiny-django/utils/cache': () => import('../../http/cache.js'),
  'tiny-django/utils/csp': () => import('../../utils/csp.js'),
  'tiny-django/utils/datastructures': () => import('../../utils/datastructures.js'),
  'tiny-django/utils/duration': () => import('../../utils/duration.js'),
  'tiny-django/utils/encoding': () => import('../../utils/encoding.js'),
  'tiny-django/utils/html': () => import('../../utils/html.js'),
  'tiny-django/utils/http': () => import('../../utils/http.js'),
  'tiny-django/utils/log': () => import('../../utils/log.js'),
  'tiny-django/utils/text': () => import('../../utils/text.js'),
  'tiny-django/utils/dateformat': () => import('../../utils/dateformat.js'),
  'tiny-django/utils/formats': () => import('../../utils/formats.js'),
  'tiny-django/utils/python': () => import('../../utils/python.js'),
  'tiny-django/utils/safestring': () => import('../../utils/safestring.js'),
  'tiny-django/utils/timesince': () => import('../../utils/timesince.js'),
  'tiny-django/utils/timezone': () => import('../../utils/timezone.js'),
  'tiny-django/utils/translation': () => import('../../utils/translation.js'),
  'tiny-django/contrib/humanize': () => import('../../contrib/humanize.js'),
}

/** The public paths of this package that the app process has in it. */
export const ownNames: readonly string[] = Object.keys(ownModules)

/**
 * What `tiny-django/*` means to the project: this very runtime, never a second copy from node_modules. Each is evaluated
 * when a project first imports it: what it does not use costs its start nothing. Undefined when there is no such path.
 */
export function ownModule(specifier: string): Promise<object> | undefined {
  return Object.hasOwn(ownModules, specifier) ? ownModules[specifier]?.() : undefined
}

/** The first of these paths that exports `name`; `undefined` where none does. */
export async function ownPathOf(name: string): Promise<string | undefined> {
  for (const [path, load] of Object.entries(ownModules)) if (name !== 'default' && name in (await load())) return path
  return undefined
}

/** Makes all of them what packages that import tiny-django get (scripts/build.js writes what leads here). */
export async function shareOwnModules(): Promise<void> {
  const loaded = await Promise.all(
    Object.entries(ownModules).map(async ([name, load]) => [name, await load()] as const),
  )
  Object.defineProperty(globalThis, shared, { value: Object.fromEntries(loaded), configurable: true })
}

const shared = Symbol.for('tiny-django.own')
