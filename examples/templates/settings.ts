import { defineSettings } from 'tiny-django/conf'
import { register as humanize } from 'tiny-django/contrib/humanize'

// Templates are found without being told: those of `templates/`, then those of `books/templates/`. So is the library of
// the app, `books/templatetags/shelf.ts`: {% load shelf %}.
export default defineSettings({
  DEBUG: true,
  TEMPLATES: [{ OPTIONS: { libraries: { humanize } } }],
})
