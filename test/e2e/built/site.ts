import { expect } from 'vitest'
import { installTarball } from '../harness/install.js'
import { type Project, project } from '../harness/project.js'
import { run } from '../harness/shell.js'

/** A project with something of everything that a build has to take along. */
export const files: Readonly<Record<string, string>> = {
  'settings.ts': `import { defineSettings, env } from 'tiny-django/conf'
import { MessageMiddleware } from 'tiny-django/contrib/messages'
import { SessionMiddleware } from 'tiny-django/contrib/sessions'
import { CommonMiddleware, CsrfViewMiddleware, SecurityMiddleware, XFrameOptionsMiddleware } from 'tiny-django/middleware'

export default defineSettings({
  SECRET_KEY: env('SECRET_KEY', 'a-key-of-more-than-fifty-characters-0123456789-abcdefghij'),
  DEBUG: env('DEBUG', false),
  ALLOWED_HOSTS: env('ALLOWED_HOSTS', ['127.0.0.1', 'example.com']),
  USE_X_FORWARDED_HOST: true,
  SECURE_PROXY_SSL_HEADER: ['HTTP_X_FORWARDED_PROTO', 'https'],
  TIME_ZONE: 'UTC',
  MIDDLEWARE: [
    SecurityMiddleware,
    SessionMiddleware,
    CommonMiddleware,
    CsrfViewMiddleware,
    MessageMiddleware,
    XFrameOptionsMiddleware,
  ],
})
`,
  'urls.ts': `import { include, path } from 'tiny-django/urls'
import * as blog from './blog/urls'
import * as views from './views'

export const urlpatterns = [
  path('', views.index, { name: 'index' }),
  path('form/', views.form),
  path('count/', views.count),
  path('json/', views.json),
  path('stream/', views.stream),
  path('upload/', views.upload),
  path('where/', views.where),
  path('zone/<path:name>/', views.zone),
  path('boom/', views.boom),
  path('nothing/', views.nothing),
  path('blog/', include(blog)),
]
`,
  'views.ts': `import { csrfExempt } from 'tiny-django/decorators'
import { type HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse } from 'tiny-django/http'
import { render } from 'tiny-django/shortcuts'
import { reverse } from 'tiny-django/urls'
import { activate, localtime } from 'tiny-django/utils/timezone'
import { started } from './blog/signals'

export const index = (request: HttpRequest) => render(request, 'index.html', { name: '<World>', items: [1, 2, 3] })

export const form = (request: HttpRequest) =>
  request.method === 'POST' ? new HttpResponse('Thank you, ' + request.POST.get('name')) : render(request, 'form.html')

export const count = (request: HttpRequest) => {
  const seen = Number(request.session.get('seen') ?? 0) + 1
  request.session.set('seen', seen)
  return new HttpResponse(String(seen))
}

export const json = async (request: HttpRequest) =>
  new JsonResponse({ article: reverse('blog:article', { slug: 'a-b' }), signals: started.count > 0 })

export const stream = () =>
  new StreamingHttpResponse(
    (async function* () {
      for (const part of ['one ', 'two ', 'three']) {
        await new Promise(resolve => setTimeout(resolve, 1))
        yield part
      }
    })(),
  )

export const upload = csrfExempt((request: HttpRequest) => {
  const file = request.FILES.get('file')!
  return new HttpResponse(file.name + ' ' + file.size)
})

export const where = (request: HttpRequest) => new HttpResponse(request.buildAbsoluteUri() + ' ' + request.isSecure())

export const zone = async (_request: HttpRequest, { name }: { name: string }) => {
  activate(name)
  await new Promise(resolve => setTimeout(resolve, 5))
  return new HttpResponse(String(localtime(new Date(0))))
}

export function boom(): HttpResponse {
  throw new Error('on purpose')
}

export const nothing = () => undefined as never as HttpResponse
`,
  'templates/base.html':
    '{% load static %}<link rel="stylesheet" href="{% static \'site.css\' %}">{% block body %}{% endblock %}\n',
  'templates/index.html':
    '{% extends "base.html" %}{% load shout %}{% block body %}Hello {{ name }} {{ name|shout }}' +
    '{% for item in items %}[{{ item }}]{% endfor %}{% include "./part.html" %}{% url "blog:article" slug="x" %}{% endblock %}',
  'templates/part.html': '<p>part</p>',
  'templates/form.html': '<form method="post">{% csrf_token %}<input name="name"></form>',
  'static/site.css': 'body { background: url("img/dot.svg") }\n',
  'static/img/dot.svg': '<svg xmlns="http://www.w3.org/2000/svg"/>\n',
  'blog/urls.ts': `import { path } from 'tiny-django/urls'
import * as views from './views'

export const appName = 'blog'
export const urlpatterns = [path('<slug:slug>/', views.article, { name: 'article' })]
`,
  'blog/views.ts': `import type { HttpRequest } from 'tiny-django/http'
import { render } from 'tiny-django/shortcuts'

export const article = (request: HttpRequest, { slug }: { slug: string }) => render(request, 'blog/article.html', { slug })
`,
  'blog/templates/blog/article.html': '{% extends "base.html" %}{% block body %}Article {{ slug }}{% endblock %}',
  'blog/templatetags/shout.ts': `import { Library } from 'tiny-django/template'

export const register = new Library()
register.filter('shout', (value: unknown) => String(value).toUpperCase() + '!')
`,
  'blog/signals.ts': `import { receiver, requestStarted } from 'tiny-django/dispatch'

export const started = { count: 0 }

receiver(requestStarted)(() => {
  started.count++
})
`,
}

/** The project, built for the target into `dist`. */
export async function builtSite(
  target: 'node' | 'fetch',
  more: Readonly<Record<string, string>> = {},
): Promise<{ site: Project; stdout: string; stderr: string }> {
  const site = project({ ...files, ...more })
  const { code, stdout, stderr } = await tinyDjango(site, 'build', '--target', target)
  expect(code, stderr).toBe(0)
  return { site, stdout, stderr }
}

/** `tiny-django …` of the installed tarball, in the project's folder. */
export async function tinyDjango(site: Project, ...args: string[]) {
  const { bin } = await installTarball()
  return run(process.execPath, [bin, ...args], site.folder)
}
