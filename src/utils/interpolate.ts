/** A message with its `%(name)s` and `%(name)d` filled in; `%%` is a percent sign. What `values` does not have stays. */
export function interpolate(message: string, values: Readonly<Record<string, string | number | bigint>>): string {
  return message.replace(/%(?:\((\w+)\)[sd]|%)/g, (text, name: string | undefined) => {
    if (name === undefined) return '%'
    const value = values[name]
    return value === undefined ? text : String(value)
  })
}
