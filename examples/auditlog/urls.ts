import { include, path, type URLPatterns } from 'tiny-django/urls'
import * as auditlog from './auditlog/urls'
import * as notes from './notes/urls'
import * as views from './views'

export const urlpatterns = [
  path('', include(notes)),
  path('history/', include(auditlog)),
  path('login/', views.login, { name: 'login' }),
  path('logout/', views.logout, { name: 'logout' }),
] satisfies URLPatterns
