import { getCurrentTimezone, override as inTimezone } from '../utils/timezone.js'
import { getLanguage, override as inLanguage } from '../utils/translation.js'
import type { BoundTemplate, Context, StreamOptions } from './context.js'
import { forgetRecord } from './lookup.js'

/** What `renderTemplate` gives, in pieces of any size. */
export function* streamTemplate(template: BoundTemplate, context: Context): Generator<string, void> {
  const { renderContext } = context
  const before = renderContext.enter(template)
  try {
    if (context.template === null) yield* streamBound(template, context)
    else yield* template.streamWithin(context)
  } finally {
    renderContext.leave(before)
  }
}

function* streamBound(template: BoundTemplate, context: Context): Generator<string, void> {
  try {
    context.bindTemplate(template)
    yield* template.streamWithin(context)
  } finally {
    context.unbindTemplate()
    forgetRecord()
  }
}

/** The page of a template in pieces of a size that is worth sending. */
export function piecesOf(template: BoundTemplate, context: Context, options?: StreamOptions): Generator<string, void> {
  return asOfNow(gathered(streamTemplate(template, context), options))
}

/** Each piece is made in the language and the time zone that are active now: somebody else may ask for it. */
function asOfNow(pieces: Generator<string, void>): Generator<string, void> {
  const [language, timezone] = [getLanguage(), getCurrentTimezone()]
  return inLocale(pieces, make => inLanguage(language, () => inTimezone(timezone, make)))
}

type Piece = IteratorResult<string, void>

function* inLocale(pieces: Generator<string, void>, within: (make: () => Piece) => Piece): Generator<string, void> {
  try {
    for (let piece = within(() => pieces.next()); piece.done !== true; piece = within(() => pieces.next())) {
      yield piece.value
    }
  } finally {
    pieces.return()
  }
}

/** The same text in pieces of at least that size. */
function* gathered(pieces: Iterable<string>, { pieceSize = 16_384 }: StreamOptions = {}): Generator<string, void> {
  let text = ''
  for (const piece of pieces) {
    text += piece
    if (text.length < pieceSize) continue
    yield text
    text = ''
  }
  if (text !== '') yield text
}
