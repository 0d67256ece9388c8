import { randomBytes, scryptSync, timingSafeEqual } from 'node:crypto'

export interface User {
  readonly username: string
  readonly isAuthenticated: boolean
}

export const anonymous: User = { username: '', isAuthenticated: false }

/** The user with that name and password, if there is one. */
export function checkUser(username: string, password: string): User | null {
  const known = passwords.get(username)
  // Somebody who does not exist takes as long as somebody who does.
  const isRight = (known ?? nobody).isRight(password)
  return known !== undefined && isRight ? namedUser(username) : null
}

export function namedUser(username: string): User {
  return { username, isAuthenticated: true }
}

class Password {
  readonly #salt = randomBytes(16)
  readonly #hash: Buffer

  constructor(password: string) {
    this.#hash = this.#hashed(password)
  }

  isRight(password: string): boolean {
    return timingSafeEqual(this.#hash, this.#hashed(password))
  }

  // Not the async one: between the question whether somebody is locked out and the answer whether the password is right,
  // nobody else may ask, or many guesses at once would all count as the first.
  #hashed(password: string): Buffer {
    return scryptSync(password, this.#salt, 32)
  }
}

const passwords = new Map([['ada', new Password('engine')]])
const nobody = new Password('')
