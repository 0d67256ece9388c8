import { path, type URLPatterns } from 'tiny-django/urls'
import * as views from './views'

export const urlpatterns = [
  path('', views.index, { name: 'index' }),
  path('books/<slug:slug>/', views.detail, { name: 'detail' }),
] satisfies URLPatterns
