import { GZipMiddleware } from '../../middleware/gzip.js'
import { decoratorFromMiddleware } from './from-middleware.js'
import type { ViewDecorator } from './http.js'

/** Compresses a view's responses where the client takes that. Django: `django.views.decorators.gzip.gzip_page`. */
export const gzipPage: ViewDecorator = decoratorFromMiddleware(GZipMiddleware)
