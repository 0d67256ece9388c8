import { registerFileSystem } from '../http/files.js'
import { registerTextCodec } from '../utils/charsets.js'
import { nodeTextCodec } from './node-charsets.js'
import { nodeFileSystem } from './node-files.js'

// What the parts below leave to the platform: files for FileResponse, charsets beyond the built-in ones.
registerFileSystem(nodeFileSystem)
registerTextCodec(nodeTextCodec)
