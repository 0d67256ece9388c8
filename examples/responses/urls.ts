import { path, type URLPatterns } from 'tiny-django/urls'
import * as views from './views'

export const urlpatterns = [
  path('', views.index),

  path('simple/', views.simple),
  path('plain-text/', views.plainText),
  path('json/', views.json),
  path('attachment/', views.attachment),

  path('status/200/', views.ok),
  path('status/201/', views.created),
  path('status/204/', views.noContent),
  path('status/301/', views.movedPermanently),
  path('status/400/', views.invalid),
  path('status/401/', views.unauthorized),
  path('status/403/', views.forbidden),
  path('status/404/', views.notFound),
  path('status/500/', views.serverError),
  path('status/502/', views.badGateway),

  path('bad-request/', views.badRequest),
  path('all-arguments/', views.allArguments),
] satisfies URLPatterns
