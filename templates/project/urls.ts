import { path, type URLPatterns } from 'tiny-django/urls'
import * as views from './views'

export const urlpatterns = [
  path('', views.index, { name: 'index' }),
  path('hello/<str:name>/', views.hello, { name: 'hello' }),
] satisfies URLPatterns
