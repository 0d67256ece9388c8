import { AsyncLocalStorage } from 'node:async_hooks'
import { registerSessionFiles } from '../contrib/sessions/files.js'
import { registerFileSystem } from '../http/files.js'
import { registerTemporaryStorage } from '../http/uploads/storage.js'
import { registerTextCodec } from '../utils/charsets.js'
import { registerLocalStorage } from '../utils/local.js'
import { nodeTextCodec } from './node-charsets.js'
import { nodeFileSystem } from './node-files.js'
import { nodeSessionFiles } from './node-session-files.js'
import { nodeTemporaryStorage } from './node-temporary.js'

// What the parts below leave to the platform: files for FileResponse, temporary ones for uploads, files for
// sessions, charsets beyond the built-in ones, the language and time zone of each request.
registerFileSystem(nodeFileSystem)
registerTextCodec(nodeTextCodec)
registerTemporaryStorage(nodeTemporaryStorage)
registerSessionFiles(nodeSessionFiles)
registerLocalStorage(() => new AsyncLocalStorage())
