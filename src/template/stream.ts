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

/** The same text in pieces of a size that is worth sending. */
export function* gathered(
  pieces: Iterable<string>,
  { pieceSize = 16_384 }: StreamOptions = {},
): Generator<string, void> {
  let text = ''
  for (const piece of pieces) {
    text += piece
    if (text.length < pieceSize) continue
    yield text
    text = ''
  }
  if (text !== '') yield text
}
