import { expect } from 'vitest'
import { isRunning } from './processes.js'
import type { RunningServer } from './server.js'

/** The server is the one that was started, and answers. */
export async function expectFine(server: RunningServer): Promise<void> {
  const answer = await server.get('/')
  expect({ status: answer.status, text: answer.text }).toEqual({ status: 200, text: 'fine' })
  expect(isRunning(server.pid)).toBe(true)
}
