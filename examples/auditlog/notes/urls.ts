import { path } from 'tiny-django/urls'
import * as views from './views'

export const appName = 'notes'

export const urlpatterns = [
  path('', views.index, { name: 'index' }),
  path('notes/<int:pk>/', views.edit, { name: 'edit' }),
]
