/** Whether a text is an IPv4 address, in four numbers without zeros in front. Python: `ipaddress.IPv4Address`. */
export function isIPv4(text: string): boolean {
  const parts = text.split('.')
  return parts.length === 4 && parts.every(part => /^(?:0|[1-9]\d{0,2})$/.test(part) && Number(part) < 256)
}

/** Whether a text is an IPv6 address; its last two groups may be written as an IPv4 one. RFC 4291, section 2.2. */
export function isIPv6(text: string): boolean {
  const groups = text.replace(/(^|:)\d{1,3}(\.\d{1,3}){3}$/, '$10:0').split('::')
  if (groups.length > 2) return false
  const count = groups.flatMap(half => (half === '' ? [] : half.split(':')))
  if (!count.every(group => /^[0-9a-fA-F]{1,4}$/.test(group))) return false
  return groups.length === 2 ? count.length < 8 : count.length === 8
}
