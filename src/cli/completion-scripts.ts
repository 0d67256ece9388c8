/** What a shell can complete. */
export interface Completable {
  readonly name: string
  readonly summary: string
  readonly options: readonly CompletableOption[]
}

export interface CompletableOption {
  readonly short?: string
  readonly long: string
  readonly description: string
  /** Whether a value follows it. */
  readonly takesValue: boolean
}

/** For bash 3.2 and newer: commands first, then options; everything else is a file or folder. */
export function bash(commands: readonly Completable[]): string {
  const cases = commands.map(({ name, options }) => `      ${name}) words='${spellings(options).join(' ')}' ;;`)
  return `_tiny_django() {
  local word="\${COMP_WORDS[COMP_CWORD]}" words=''
  if [[ $COMP_CWORD -eq 1 ]]; then
    words='${commands.map(({ name }) => name).join(' ')} help --help --version'
  elif [[ $word == -* ]]; then
    case "\${COMP_WORDS[1]}" in
${cases.join('\n')}
    esac
  fi
  COMPREPLY=($(compgen -W "$words" -- "$word"))
  if [[ -z $words ]]; then COMPREPLY=($(compgen -f -- "$word")); fi
}
complete -o filenames -F _tiny_django tiny-django
`
}

/** With descriptions. Works by `eval` as well as from a file in `$fpath`. */
export function zsh(commands: readonly Completable[]): string {
  const described = commands.map(({ name, summary }) => `    ${quoted(`${name}:${summary}`)}`)
  const cases = commands.map(
    ({ name, options }) => `    ${name}) _arguments ${[...options.map(zshOption), "'*:file:_files'"].join(' ')} ;;`,
  )
  return `#compdef tiny-django
_tiny_django() {
  local -a commands
  commands=(
${described.join('\n')}
  )
  if (( CURRENT == 2 )); then
    _describe command commands
    return
  fi
  local command=$words[2]
  shift words
  (( CURRENT-- ))
  case $command in
${cases.join('\n')}
    *) _files ;;
  esac
}
compdef _tiny_django tiny-django
`
}

export function fish(commands: readonly Completable[]): string {
  const names = commands.map(({ name }) => name).join(' ')
  const lines = commands.flatMap(({ name, summary, options }) => [
    `complete -c tiny-django -n "not __fish_seen_subcommand_from ${names}" -f -a ${name} -d ${quoted(summary)}`,
    ...options.map(option => `complete -c tiny-django -n "__fish_seen_subcommand_from ${name}" ${fishOption(option)}`),
  ])
  return `${lines.join('\n')}\n`
}

function spellings(options: readonly CompletableOption[]): string[] {
  return options.flatMap(({ short, long }) => (short ? [short, long] : [long]))
}

function zshOption({ short, long, description, takesValue }: CompletableOption): string {
  const text = `[${description.replace(/[[\]]/g, '\\$&')}]`
  const value = takesValue ? ': :_files' : ''
  if (!short) return quoted(`${long}${text}${value}`)
  return `'(${short} ${long})'{${short},${long}}${quoted(`${text}${value}`)}`
}

function fishOption({ short, long, description, takesValue }: CompletableOption): string {
  const parts = [
    short && `-s ${short.slice(1)}`,
    `-l ${long.slice(2)}`,
    takesValue && '-r',
    `-d ${quoted(description)}`,
  ]
  return parts.filter(Boolean).join(' ')
}

/** One word of a shell, whatever is in it. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`
}
