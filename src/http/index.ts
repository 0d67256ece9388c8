export { DjangoJSONEncoder, type JSONEncoderOptions } from '../utils/json.js'
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
export { FileResponse, type FileResponseOptions } from './file-response.js'
export type { FileHandle, FileLike, FileSource } from './file-source.js'
export { type FileSystem, type OpenFile, registerFileSystem } from './files.js'
export { type HeadersInput, type HeaderValue, ResponseHeaders } from './headers.js'
export { splitDomainPort, validateHost } from './host.js'
export { type JSONEncoderClass, type JsonDumpsParams, JsonResponse, type JsonResponseOptions } from './json.js'
export { MediaType } from './media-type.js'
export { getScriptName, type Meta } from './meta.js'
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
export {
  type FileContent,
  InMemoryUploadedFile,
  SimpleUploadedFile,
  TemporaryUploadedFile,
  UploadedFile,
  type UploadedFileOptions,
} from './uploaded-file.js'
export {
  FileUploadHandler,
  type HandledInput,
  SkipFile,
  StopFutureHandlers,
  StopUpload,
  UploadFileException,
  type UploadHandlerClass,
} from './uploads/handler.js'
export { MemoryFileUploadHandler } from './uploads/memory.js'
export { defaultUploadHandlers } from './uploads/settings.js'
export { registerTemporaryStorage, type TemporaryFile, type TemporaryStorage } from './uploads/storage.js'
export { TemporaryFileUploadHandler } from './uploads/temporary.js'
