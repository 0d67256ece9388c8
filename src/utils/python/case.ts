/** Text whose words begin with a capital letter and go on in small ones. Python's `str.title()`. */
export function title(text: string): string {
  if (isAscii.test(text))
    return text.replace(/[A-Za-z]+/g, word => word[0]!.toUpperCase() + word.slice(1).toLowerCase())
  let result = ''
  let isInWord = false
  const characters = Array.from(text)
  characters.forEach((character, i) => {
    if (!isInWord) result += titleCharacter(character)
    else if (character === 'Σ') result += isWordGoingOn(characters, i + 1) ? 'σ' : 'ς'
    else result += character.toLowerCase()
    isInWord = isCased(character)
  })
  return result
}

const isAscii = /^[\0-\x7f]*$/

// Marks and apostrophes do not end a word.
function isWordGoingOn(characters: readonly string[], start: number): boolean {
  let next = start
  while (next < characters.length && /\p{Case_Ignorable}/u.test(characters[next]!)) next++
  return isCased(characters[next])
}

function isCased(character: string | undefined): boolean {
  return character !== undefined && /\p{Cased}/u.test(character)
}

// Letters that are two in one have forms of their own for the beginning of a word.
const digraphs: Readonly<Record<string, string>> = {
  ŉ: 'ʼN',
  Ǆ: 'ǅ',
  ǆ: 'ǅ',
  ǅ: 'ǅ',
  Ǉ: 'ǈ',
  ǉ: 'ǈ',
  ǈ: 'ǈ',
  Ǌ: 'ǋ',
  ǌ: 'ǋ',
  ǋ: 'ǋ',
  Ǳ: 'ǲ',
  ǳ: 'ǲ',
  ǲ: 'ǲ',
}

function titleCharacter(character: string): string {
  const digraph = digraphs[character]
  if (digraph !== undefined) return digraph
  const [first = '', ...rest] = Array.from(character.toUpperCase())
  return rest.length === 0 ? first : first + rest.join('').toLowerCase()
}
