/**
 * Thrown by a middleware while it is built: leave it out of the chain.
 * Django: `django.core.exceptions.MiddlewareNotUsed`.
 */
export class MiddlewareNotUsed extends Error {
  override readonly name = 'MiddlewareNotUsed'
}
