/**
 * Text made safe to stand in HTML, in an attribute too: `&`, `<`, `>`, `"` and `'` become entities.
 * Django's `django.utils.html.escape`.
 */
// biome-ignore lint/suspicious/noShadowRestrictedNames: Django's name; the global of that name is a relic
export function escape(text: unknown): string {
  const string = typeof text === 'string' ? text : String(text)
  return /[&<>"']/.test(string) ? string.replace(/[&<>"']/g, character => entities[character]!) : string
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#x27;',
}
