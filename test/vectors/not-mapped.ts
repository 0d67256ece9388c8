/** Families, or operations of one, whose recordings are here and whose mapping is not: they count neither way. */
export const notMappedYet: Readonly<Record<string, 'all' | readonly string[]>> = {
  decorators: 'all',
  static: 'all',
  middleware: ['direct', 'csrf', 'unmask', 'mask', 'check_token_format', 'does_token_match'],
}
