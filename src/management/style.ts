/** Paints text for the terminal, or leaves it as it is where no colours are shown. Django: `self.style`. */
export type Style = Readonly<Record<StyleName, (text: string) => string>>

export type StyleName = keyof typeof palette

/** Django's dark palette: bold and colour, as SGR parameters. */
const palette = {
  ERROR: '31;1',
  SUCCESS: '32;1',
  WARNING: '33;1',
  NOTICE: '31',
  MIGRATE_HEADING: '36;1',
  MIGRATE_LABEL: '1',
}

export const colorStyle = styleOf(parameters => text => `\u001b[${parameters}m${text}\u001b[0m`)
export const noStyle = styleOf(() => text => text)

function styleOf(paint: (parameters: string) => (text: string) => string): Style {
  const painted = Object.entries(palette).map(([name, parameters]) => [name, paint(parameters)] as const)
  return Object.fromEntries(painted) as Record<StyleName, (text: string) => string>
}
