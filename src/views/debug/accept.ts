export type Format = 'html' | 'json' | 'text'

/**
 * How a technical page is written for a client: HTML for one that asks for it by name (every browser does), JSON for
 * one that asks for that, plain text for the rest, such as curl and its wildcard.
 */
export function chooseFormat(accept = ''): Format {
  const wanted = accept
    .split(',')
    .map(parseRange)
    .filter(range => range.format !== undefined && range.quality > 0)
  wanted.sort((a, b) => b.quality - a.quality)
  return wanted[0]?.format ?? 'text'
}

function parseRange(range: string): { format: Format | undefined; quality: number } {
  const [type = '', ...parameters] = range
    .toLowerCase()
    .split(';')
    .map(part => part.trim())
  const quality = parameters.find(parameter => parameter.startsWith('q='))?.slice(2)
  return { format: formatOf(type), quality: quality === undefined ? 1 : Number(quality) || 0 }
}

function formatOf(type: string): Format | undefined {
  if (type === 'text/html' || type === 'application/xhtml+xml') return 'html'
  if (type === 'application/json' || type.endsWith('+json')) return 'json'
  return type === 'text/plain' ? 'text' : undefined
}
