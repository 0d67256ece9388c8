import { escapeText, toHtml } from '../utils/escape.js'
import { localize } from '../utils/formats.js'
import { localeSettings } from '../utils/locale-settings.js'
import { str } from '../utils/python.js'
import { SafeString } from '../utils/safestring.js'
import { templateLocaltime } from '../utils/timezone.js'
import type { Context } from './context.js'

/** A value as a template writes it: in local time and locale, as text, escaped unless the context says otherwise. */
export function renderValueInContext(value: unknown, context: Context): string {
  if (typeof value === 'string') return context.autoescape ? escapeText(value) : value
  if (value instanceof SafeString) return value.text
  // Most numbers: nothing is between their digits, and nothing in them is escaped.
  if (Number.isSafeInteger(value) && !localeSettings().USE_THOUSAND_SEPARATOR) return String(value)
  const local = localize(templateLocaltime(value, context.useTz), context.useL10n)
  return context.autoescape ? toHtml(local) : str(local)
}
