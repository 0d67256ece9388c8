import { settings } from '../../conf/settings.js'
import type { HttpRequest } from '../../http/request.js'
import type { BaseStorage } from './storage/base.js'
import { FallbackStorage } from './storage/fallback.js'

/** The storage that `settings.MESSAGE_STORAGE` names, for this request. */
export function defaultStorage(request: HttpRequest): BaseStorage {
  return new (settings.MESSAGE_STORAGE ?? FallbackStorage)(request)
}
