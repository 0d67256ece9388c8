/** Families, or operations of one, whose recordings are here and whose mapping is not: they count neither way. */
export const notMappedYet: Readonly<Record<string, 'all' | readonly string[]>> = {}
