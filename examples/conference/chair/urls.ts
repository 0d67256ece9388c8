import { path } from 'tiny-django/urls'
import * as views from './views'

export const appName = 'chair'

// Below the key of a conference, which every view gets too.
export const urlpatterns = [
  path('', views.dashboard, { name: 'dashboard' }),
  path('csv/submissions/', views.getSubmissionsCsv, { name: 'submissions-csv' }),
  path('csv/submissions/all/', views.streamSubmissionsCsv, { name: 'all-submissions-csv' }),
  path('csv/authors/', views.getAuthorsCsv, { name: 'authors-csv' }),
]
