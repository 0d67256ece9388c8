import { path, type URLPatterns } from 'tiny-django/urls'
import * as views from './views'

export const urlpatterns = [
  path('', views.index, { name: 'index' }),
  path('page.css', views.style),
  path('page.js', views.script),
  path('upload/', views.upload, { name: 'upload' }),
  path('files/', views.files, { name: 'files' }),
  path('files/<str:name>', views.download, { name: 'download' }),
] satisfies URLPatterns
