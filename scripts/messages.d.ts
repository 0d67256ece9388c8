export const page: string
export const listHeading: string
export interface Messages {
  readonly errors: ReadonlyMap<string, ReadonlySet<string>>
  readonly checks: ReadonlySet<string>
  readonly lines: ReadonlySet<string>
}
export function collectMessages(): Messages
export function renderLists(messages: Messages): string
export function rowsOf(text: string, heading: string): string[]
