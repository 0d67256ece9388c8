import { SuspiciousFileOperation, SuspiciousOperation } from '../utils/exceptions.js'

export { SuspiciousFileOperation, SuspiciousOperation }

/** There is nothing at this address: answered with 404. Django: `django.http.Http404`. */
export class Http404 extends Error {
  override readonly name: string = 'Http404'
}

/** The client's mistake: answered with 400. Django: `django.core.exceptions.BadRequest`. */
export class BadRequest extends Error {
  override readonly name: string = 'BadRequest'
}

/** The client may not do this: answered with 403. Django: `django.core.exceptions.PermissionDenied`. */
export class PermissionDenied extends Error {
  override readonly name: string = 'PermissionDenied'
}

/** The Host header names a host that this site does not answer to (`ALLOWED_HOSTS`). */
export class DisallowedHost extends SuspiciousOperation {
  override readonly name = 'DisallowedHost'
}

/** A redirect to an address of a scheme that is not allowed. */
export class DisallowedRedirect extends SuspiciousOperation {
  override readonly name = 'DisallowedRedirect'
}

/** A multipart form that no browser would send. */
export class SuspiciousMultipartForm extends SuspiciousOperation {
  override readonly name = 'SuspiciousMultipartForm'
}

/** The body, files apart, is larger than `DATA_UPLOAD_MAX_MEMORY_SIZE`. */
export class RequestDataTooBig extends SuspiciousOperation {
  override readonly name = 'RequestDataTooBig'
}

/** The body is larger than its view takes (`maxBody()`): answered with 413. */
export class ViewBodyTooBig extends RequestDataTooBig {
  constructor(maxBytes: number) {
    super(`The request body exceeded the ${maxBytes} bytes that its view takes.`)
  }
}

/** A query string or form has more fields than `DATA_UPLOAD_MAX_NUMBER_FIELDS`. */
export class TooManyFieldsSent extends SuspiciousOperation {
  override readonly name = 'TooManyFieldsSent'
}

/** A form has more files than `DATA_UPLOAD_MAX_NUMBER_FILES`. */
export class TooManyFilesSent extends SuspiciousOperation {
  override readonly name = 'TooManyFilesSent'
}

/** A header that cannot be sent as it is. Django: `django.http.BadHeaderError`, a ValueError. */
export class BadHeaderError extends RangeError {
  override readonly name = 'BadHeaderError'
}

/** A cookie that cannot be sent as it is. Python: `http.cookies.CookieError`. */
export class CookieError extends Error {
  override readonly name = 'CookieError'
}

/** The client went away while its body was being read. Django: `django.http.UnreadablePostError`, an OSError. */
export class UnreadablePostError extends Error {
  override readonly name = 'UnreadablePostError'
}

/** `body` was asked for after the body had been taken apart. Django: `django.http.RawPostDataException`. */
export class RawPostDataException extends Error {
  override readonly name = 'RawPostDataException'
}

/** A multipart body that cannot be read: answered with 400. Django: `django.http.multipartparser.MultiPartParserError`. */
export class MultiPartParserError extends Error {
  override readonly name: string = 'MultiPartParserError'
}

/** The error for more fields than `settings.DATA_UPLOAD_MAX_NUMBER_FIELDS`. */
export function tooManyFields(): TooManyFieldsSent {
  return new TooManyFieldsSent('The number of GET/POST parameters exceeded settings.DATA_UPLOAD_MAX_NUMBER_FIELDS.')
}
