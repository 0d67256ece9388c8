import { expect, it } from 'vitest'
import { HttpRequest } from '../../src/http/index.js'

declare module '../../src/http/index.js' {
  interface HttpRequest {
    /** What a project's middleware found out. */
    lockedOutInTest?: boolean
  }
}

it("takes a project's own fields, typed by interface merging", () => {
  const request = new HttpRequest()
  request.lockedOutInTest = true
  expect(request.lockedOutInTest).toBe(true)
  // @ts-expect-error: the type of the field counts
  request.lockedOutInTest = 'yes'
})
