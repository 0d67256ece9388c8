import { settings } from 'tiny-django/conf'
import { requireSafe } from 'tiny-django/decorators'
import { type HttpRequest, HttpResponse, HttpResponseNotFound } from 'tiny-django/http'
import { getModel, type Model } from './models'
import { parseSearchFields, searching } from './search'

/**
 * The objects of a model for an input that completes itself: a line `label|pk` for each that `q` finds in the
 * `search_fields`, or the label of the one whose key is `object_pk`.
 */
export const foreignkeyAutocomplete = requireSafe(({ GET }: HttpRequest) => {
  const model = getModel(GET.get('app_label') ?? '', GET.get('model_name') ?? '')
  const fields = parseSearchFields(GET.get('search_fields') ?? '')
  const query = GET.get('q')
  const pk = GET.get('object_pk')
  if (model === null || !fields.every(field => isSearchable(model, field.name)) || !(query || pk)) {
    return new HttpResponseNotFound()
  }
  const text = query ? found(model, searching(query, fields)) : labelOf(model, pk)
  return new HttpResponse(text, { contentType: 'text/plain; charset=utf-8' })
})

// Which fields are searched, the client says: without a list of those that may be, it could find out any other by guessing.
function isSearchable({ searchFields }: Model, name: string): boolean {
  return searchFields.includes(name)
}

function found(model: Model, isMeant: (object: object) => boolean): string {
  const limit = settings.FOREIGNKEY_AUTOCOMPLETE_LIMIT ?? Number.POSITIVE_INFINITY
  let lines = ''
  let count = 0
  for (const object of model.all()) {
    if (count >= limit) break
    if (!isMeant(object)) continue
    lines += `${oneLine(model.label(object))}|${model.pk(object)}\n`
    count++
  }
  return lines
}

function labelOf(model: Model, pk: string | null): string {
  for (const object of model.all()) if (model.pk(object) === pk) return model.label(object)
  return ''
}

function oneLine(label: string): string {
  return label.replace(/\s+/g, ' ')
}
