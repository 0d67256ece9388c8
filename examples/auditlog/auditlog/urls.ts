import { path } from 'tiny-django/urls'
import * as views from './views'

export const appName = 'auditlog'

export const urlpatterns = [path('', views.index, { name: 'index' })]
