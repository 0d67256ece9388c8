import {
  type HttpRequest,
  HttpResponse,
  HttpResponseBadRequest,
  HttpResponseForbidden,
  HttpResponseNotAllowed,
  HttpResponseNotFound,
  HttpResponsePermanentRedirect,
  HttpResponseServerError,
} from 'tiny-django/http'

export function index(request: HttpRequest) {
  const pages = ['simple', 'plain-text', 'json', 'attachment', 'all-arguments']
  const codes = [200, 201, 204, 301, 400, 401, 403, 404, 500, 502]
  const paths = [...pages, ...codes.map(code => `status/${code}`)]
  return new HttpResponse(`<ul>${paths.map(path => `<li><a href="/${path}/">${path}</a></li>`).join('')}</ul>`)
}

export function simple(request: HttpRequest) {
  return new HttpResponse('<h1>This is a H1 heading!</h1>')
}

export function plainText(request: HttpRequest) {
  return new HttpResponse('This is some text.', { contentType: 'text/plain' })
}

const dummy = { dummy_key: 'dummy_value' }

export function json(request: HttpRequest) {
  return new HttpResponse(JSON.stringify(dummy), { contentType: 'application/json' })
}

export function attachment(request: HttpRequest) {
  return new HttpResponse(JSON.stringify(dummy), {
    headers: {
      'Content-Type': 'application/json',
      'Content-Disposition': 'attachment; filename="dummy.json"',
    },
  })
}

export function ok(request: HttpRequest) {
  return new HttpResponse('OK')
}

export function created(request: HttpRequest) {
  return new HttpResponse('Created', { status: 201 })
}

export function noContent(request: HttpRequest) {
  return new HttpResponse('', { status: 204 })
}

export function movedPermanently(request: HttpRequest) {
  return new HttpResponsePermanentRedirect('/simple/')
}

export function invalid(request: HttpRequest) {
  return new HttpResponseBadRequest('Bad request')
}

export function unauthorized(request: HttpRequest) {
  return new HttpResponse('Unauthorized', { status: 401 })
}

export function forbidden(request: HttpRequest) {
  return new HttpResponseForbidden('Forbidden')
}

export function notFound(request: HttpRequest) {
  return new HttpResponseNotFound('Not found')
}

export function serverError(request: HttpRequest) {
  return new HttpResponseServerError('Server error')
}

export function badGateway(request: HttpRequest) {
  return new HttpResponse('Bad gateway', { status: 502 })
}

/** curl -X POST -d name=Ann http://127.0.0.1:8000/bad-request/ */
export function badRequest(request: HttpRequest) {
  if (request.method === 'POST') {
    const name = request.POST.get('name')
    if (name) return new HttpResponse(`Successfully received ${name}`)
    return new HttpResponseBadRequest('Request data invalid.')
  }
  return new HttpResponseNotAllowed(['POST'])
}

/** Every argument there is. The charset decides how the text becomes bytes; the content type tells the client. */
export function allArguments(request: HttpRequest) {
  return new HttpResponse('Grüße', {
    contentType: 'text/plain; charset=iso-8859-1',
    status: 202,
    reason: 'Gladly Accepted',
    charset: 'iso-8859-1',
    headers: { 'Content-Language': 'de', 'X-Example': 'all arguments' },
  })
}
