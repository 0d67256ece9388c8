/**
 * The client did something that no well-meaning one does: answered with 400, and worth a line in the log.
 * Django: `django.core.exceptions.SuspiciousOperation`, whose subclasses say what it was.
 */
export class SuspiciousOperation extends Error {
  override readonly name: string = 'SuspiciousOperation'
}

/** A file name or path that leads elsewhere, or nowhere. */
export class SuspiciousFileOperation extends SuspiciousOperation {
  override readonly name = 'SuspiciousFileOperation'
}
