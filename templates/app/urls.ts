import { path, type URLPatterns } from 'tiny-django/urls'
import * as views from './views'

export const appName = '{{ appName }}'

export const urlpatterns = [path('', views.index, { name: 'index' })] satisfies URLPatterns
