import { BadRequest, SuspiciousOperation } from '../../http/exceptions.js'

/** A session key with characters that none of ours has. */
export class InvalidSessionKey extends SuspiciousOperation {
  override readonly name = 'InvalidSessionKey'
}

/** The session was deleted while the request ran: answered with 400. */
export class SessionInterrupted extends BadRequest {
  override readonly name = 'SessionInterrupted'
}

/** Thrown by `save({ mustCreate: true })` when there is a session of that key. */
export class CreateError extends Error {
  override readonly name = 'CreateError'
}

/** Thrown by `save()` when the session is not there any more. */
export class UpdateError extends Error {
  override readonly name = 'UpdateError'
}
