/**
 * Text that may stand in HTML as it is. Whatever is made of it by JavaScript's own means (`+`, `slice`) is ordinary
 * text again, and escaped like any other: what is put together stays safe through `formatHtml`.
 * Django: `django.utils.safestring.SafeString`.
 */
export class SafeString {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }

  /** How many UTF-16 units it has, as a string's own `length`. */
  get length(): number {
    return this.text.length
  }

  __html__(): this {
    return this
  }

  toString(): string {
    return this.text
  }

  toJSON(): string {
    return this.text
  }
}

/** What can say of itself how it stands in HTML. */
export interface HasHtml {
  __html__(): unknown
}

/** Whether a value says of itself how it stands in HTML, as safe strings do. */
export function hasHtml(value: unknown): value is HasHtml {
  return typeof value === 'object' && value !== null && typeof (value as Partial<HasHtml>).__html__ === 'function'
}

/** Whether a value is text: a string, or one that was marked safe. */
export function isText(value: unknown): value is string | SafeString {
  return typeof value === 'string' || value instanceof SafeString
}
