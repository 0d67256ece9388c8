import { path } from 'tiny-django/urls'
import * as views from './views'

export const appName = 'submissions'

export const urlpatterns = [path('<int:pk>/manuscript/', views.downloadManuscript, { name: 'download-manuscript' })]
