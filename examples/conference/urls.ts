import { include, path, type URLPatterns } from 'tiny-django/urls'
import * as chair from './chair/urls'
import * as submissions from './submissions/urls'
import * as views from './views'

export const urlpatterns = [
  path('', views.index, { name: 'index' }),
  path('login/', views.login, { name: 'login' }),
  path('logout/', views.logout, { name: 'logout' }),
  path('submissions/', include(submissions)),
  path('chair/<int:pk>/', include(chair)),
] satisfies URLPatterns
