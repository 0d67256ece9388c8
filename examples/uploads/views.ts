import { createWriteStream, existsSync, mkdirSync, readdirSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { maxBody } from 'tiny-django/decorators'
import {
  FileResponse,
  Http404,
  type HttpRequest,
  HttpResponseNotAllowed,
  HttpResponseRedirect,
  JsonResponse,
} from 'tiny-django/http'

const store = process.env.UPLOADS_FOLDER ?? join(tmpdir(), 'tiny-django-uploads')

export function index(request: HttpRequest) {
  return new FileResponse(join(import.meta.dirname, 'page.html'))
}

export function style(request: HttpRequest) {
  return new FileResponse(join(import.meta.dirname, 'page.css'))
}

export function script(request: HttpRequest) {
  return new FileResponse(join(import.meta.dirname, 'page.js'))
}

/** Keeps the files of the form. Without the page's script the browser is sent back to the page. */
export const upload = maxBody(2 * 1024 ** 3)(async (request: HttpRequest) => {
  if (request.method !== 'POST') return new HttpResponseNotAllowed(['POST'])
  mkdirSync(store, { recursive: true })
  for (const file of request.FILES.getlist('files')) {
    // Temporary until here: what is to stay has to be copied. The name has no folder in it.
    await pipeline(file.stream(), createWriteStream(join(store, file.name)))
  }
  return request.accepts('text/html') ? new HttpResponseRedirect('/') : files(request)
})

export function files(request: HttpRequest) {
  return new JsonResponse({ files: names().map(name => ({ name, size: statSync(join(store, name)).size })) })
}

/** Sends a file, or the part of it that the browser asks for when it goes on with a download or plays a video. */
export function download(request: HttpRequest, { name }: { name: string }) {
  if (!names().includes(name)) throw new Http404(`There is no file called "${name}".`)
  return new FileResponse(join(store, name), { asAttachment: !request.GET.has('show') })
}

function names(): string[] {
  return existsSync(store) ? readdirSync(store).sort() : []
}
