export { type CookieOptions, Morsel, parseCookie, SimpleCookie } from './cookies.js'
export {
  BadHeaderError,
  BadRequest,
  CookieError,
  DisallowedHost,
  DisallowedRedirect,
  Http404,
  MultiPartParserError,
  PermissionDenied,
  RawPostDataException,
  RequestDataTooBig,
  SuspiciousFileOperation,
  SuspiciousMultipartForm,
  SuspiciousOperation,
  TooManyFieldsSent,
  TooManyFilesSent,
  UnreadablePostError,
} from './exceptions.js'
export { FileResponse, type FileResponseOptions, type FileSource } from './file-response.js'
export { type FileSystem, type OpenFile, registerFileSystem } from './files.js'
export { type HeadersInput, type HeaderValue, ResponseHeaders } from './headers.js'
export { type JsonDumpsParams, JsonResponse, type JsonResponseOptions } from './json.js'
export { MediaType } from './media-type.js'
export type { Meta } from './meta.js'
export { QueryDict, type QueryDictOptions } from './querydict.js'
export {
  HttpResponsePermanentRedirect,
  HttpResponseRedirect,
  HttpResponseRedirectBase,
  type RedirectOptions,
} from './redirects.js'
// `export *`, because TypeScript merges a project's own fields of HttpRequest through it and not through a named re-export.
export * from './request.js'
export { HttpHeaders } from './request-headers.js'
export {
  type Content,
  HttpResponse,
  HttpResponseBadRequest,
  HttpResponseForbidden,
  HttpResponseGone,
  HttpResponseNotAllowed,
  HttpResponseNotFound,
  HttpResponseNotModified,
  HttpResponseServerError,
} from './response.js'
export { HttpResponseBase, type ResponseOptions, type StreamingContent } from './response-base.js'
export type { RequestSource } from './source.js'
export { StreamingHttpResponse } from './streaming.js'
export { UploadedFile, type UploadedFileOptions } from './uploaded-file.js'
