import type { UploadHandlerClass } from './handler.js'

/** How the body of a request is received. What a view's marks leave open is as the settings say. */
export interface BodyRules {
  /** The view reads the body itself, while it arrives. */
  readonly isRaw?: boolean
  /** More bytes than this are answered with 413. */
  readonly maxBytes?: number
  /** In place of `settings.FILE_UPLOAD_HANDLERS`. */
  readonly handlers?: readonly UploadHandlerClass[]
}

/** Has a view's requests received by `rules`. */
export function markView(view: object, rules: BodyRules): void {
  marks.set(view, { ...marks.get(view), ...rules })
}

/** What the marks of a view say, those of outer decorators before those of inner ones. */
export function rulesOf(view: unknown): BodyRules {
  let rules: BodyRules = {}
  for (let each = view as MarkedView | undefined; typeof each === 'function'; each = each.wrapped) {
    rules = { ...marks.get(each), ...rules }
  }
  return rules
}

type MarkedView = ((...args: never[]) => unknown) & { readonly wrapped?: MarkedView }

const marks = new WeakMap<object, BodyRules>()
