export { modifySettings, overrideSettings, type Restore, type SettingsOverrides } from '../conf/testing.js'
export { SimpleUploadedFile } from '../http/uploaded-file.js'
export { Client, type ClientOptions, RedirectCycleError } from './client.js'
export { ContextList } from './context-list.js'
export { setupTestEnvironment, teardownTestEnvironment } from './environment.js'
export {
  BOUNDARY,
  encodeFile,
  encodeMultipart,
  type FormFields,
  type FormValue,
  MULTIPART_CONTENT,
  type ReadableFile,
} from './form-data.js'
export { useCommands, useTagLibraries } from './libraries.js'
export { type LiveServer, type LiveServerOptions, liveServer } from './live-server.js'
export { RequestFactory } from './request-factory.js'
export type { ClientRequestOptions, RequestData, RequestDefaults, RequestOptions } from './request-methods.js'
export type { ClientResponse, Redirect } from './response.js'
