import type { Token } from '../../template/token.js'
import { CheckError, type CheckMessage } from '../messages.js'
import { Place } from '../place.js'

/** Where a tag is. */
export function placeOf(file: string, source: string, token: Token): Place {
  return placeAt(file, source, token.position[0])
}

/** The place of an offset. */
export function placeAt(file: string, source: string, offset: number): Place {
  const before = source.slice(0, offset)
  return new Place(file, before.split('\n').length, offset - before.lastIndexOf('\n'))
}

/** What the checks of templates can find. The numbers of Django's own checks of templates, which are of settings, stop at W003. */
export const ids = {
  doesNotCompile: 'templates.E101',
  missingTemplate: 'templates.E102',
  noSuchUrl: 'templates.E103',
  overridesNothing: 'templates.E104',
  variableNotProvided: 'templates.E105',
} as const

export function problem(place: Place, id: string, message: string, hint?: string): CheckMessage {
  return new CheckError(message, { obj: place, id, hint })
}
