/** Text whose spaces do not break. Django: `avoid_wrapping`. */
export function avoidWrapping(text: string): string {
  return text.replaceAll(' ', '\xa0')
}
