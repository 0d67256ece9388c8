import { path, type URLPatterns } from 'tiny-django/urls'
import * as views from './accounts/views'

export const urlpatterns = [
  path('', views.index, { name: 'index' }),
  path('login/', views.login, { name: 'login' }),
  path('logout/', views.logout, { name: 'logout' }),
] satisfies URLPatterns
