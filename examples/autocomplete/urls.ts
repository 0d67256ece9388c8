import { path, type URLPatterns } from 'tiny-django/urls'
import { foreignkeyAutocomplete } from './autocomplete/views'
import * as views from './library/views'

export const urlpatterns = [
  path('', views.index, { name: 'index' }),
  path('foreignkey_autocomplete/', foreignkeyAutocomplete, { name: 'foreignkey-autocomplete' }),
] satisfies URLPatterns
