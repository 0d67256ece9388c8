/** A value as it goes into a URL. Django uses Python's `str()`, so `true` is `True` there and `null` is `None`. */
export function urlText(value: unknown): string {
  if (value === true) return 'True'
  if (value === false) return 'False'
  return value === null ? 'None' : String(value)
}
