import { ValueError } from './python/errors.js'

/** What is known of a language. Django: `get_language_info`. */
export interface LanguageInfo {
  readonly code: string
  /** In English. */
  readonly name: string
  /** In the language itself. */
  readonly nameLocal: string
  /** Whether it is written from right to left. */
  readonly bidi: boolean
}

/**
 * What is known of a language, or of the broader one: `de-xx` is `de`. Throws ValueError for one that Django does not
 * know.
 */
export function getLanguageInfo(code: string): LanguageInfo {
  const generic = code.split('-')[0]!
  const info = table().get(fallbacks[code] ?? code) ?? table().get(generic)
  if (info !== undefined) return info
  throw new ValueError(`Unknown language code ${code}${generic === code ? '' : ` and ${generic}`}.`)
}

/** Whether a language is written from right to left. Django: `get_language_bidi`. */
export function isBidi(code: string | null): boolean {
  return code !== null && bidi.has(code.split('-')[0]!)
}

/** The languages that Django speaks, with their names in English. Django: the setting LANGUAGES. */
export function knownLanguages(): (readonly [code: string, name: string])[] {
  return rows(LANGUAGES).map(([code, name, , listed]) => Object.freeze([code!, listed ?? name!] as const))
}

let languages: Map<string, LanguageInfo> | null = null

function table(): Map<string, LanguageInfo> {
  languages ??= new Map(
    [...rows(LANGUAGES), ...rows(UNLISTED)].map(([code, name, nameLocal]) => [
      code!,
      // Django has it so for Azerbaijani, here only.
      { code: code!, name: name!, nameLocal: nameLocal!, bidi: isBidi(code!) || code === 'az' },
    ]),
  )
  return languages
}

function rows(text: string): string[][] {
  return text
    .trim()
    .split('\n')
    .map(line => line.trim().split('|'))
}

const bidi = new Set(['ar', 'ckb', 'fa', 'he', 'ug', 'ur'])

/** Codes that mean another. */
const fallbacks: Readonly<Record<string, string>> = {
  'zh-cn': 'zh-hans',
  'zh-hk': 'zh-hant',
  'zh-mo': 'zh-hant',
  'zh-my': 'zh-hans',
  'zh-sg': 'zh-hans',
  'zh-tw': 'zh-hant',
}

/** Code, name in English, name in the language; and the name in the list of languages where that is another. */
const LANGUAGES = `
  af|Afrikaans|Afrikaans
  ar|Arabic|العربيّة
  ar-dz|Algerian Arabic|العربية الجزائرية
  ast|Asturian|asturianu
  az|Azerbaijani|Azərbaycanca
  bg|Bulgarian|български
  be|Belarusian|беларуская
  bn|Bengali|বাংলা
  br|Breton|brezhoneg
  bs|Bosnian|bosanski
  ca|Catalan|català
  ckb|Central Kurdish (Sorani)|کوردی
  cs|Czech|česky
  cy|Welsh|Cymraeg
  da|Danish|dansk
  de|German|Deutsch
  dsb|Lower Sorbian|dolnoserbski
  el|Greek|Ελληνικά
  en|English|English
  en-au|Australian English|Australian English
  en-gb|British English|British English
  eo|Esperanto|Esperanto
  es|Spanish|español
  es-ar|Argentinian Spanish|español de Argentina
  es-co|Colombian Spanish|español de Colombia
  es-mx|Mexican Spanish|español de Mexico
  es-ni|Nicaraguan Spanish|español de Nicaragua
  es-ve|Venezuelan Spanish|español de Venezuela
  et|Estonian|eesti
  eu|Basque|Basque
  fa|Persian|فارسی
  fi|Finnish|suomi
  fr|French|français
  fy|Frisian|frysk
  ga|Irish|Gaeilge
  gd|Scottish Gaelic|Gàidhlig
  gl|Galician|galego
  he|Hebrew|עברית
  hi|Hindi|हिंदी
  hr|Croatian|Hrvatski
  hsb|Upper Sorbian|hornjoserbsce
  hu|Hungarian|Magyar
  hy|Armenian|հայերեն
  ia|Interlingua|Interlingua
  id|Indonesian|Bahasa Indonesia
  ig|Igbo|Asụsụ Ìgbò
  io|Ido|ido
  is|Icelandic|Íslenska
  it|Italian|italiano
  ja|Japanese|日本語
  ka|Georgian|ქართული
  kab|Kabyle|taqbaylit
  kk|Kazakh|Қазақ
  km|Khmer|Khmer
  kn|Kannada|Kannada
  ko|Korean|한국어
  ky|Kyrgyz|Кыргызча
  lb|Luxembourgish|Lëtzebuergesch
  lt|Lithuanian|Lietuviškai
  lv|Latvian|latviešu
  mk|Macedonian|Македонски
  ml|Malayalam|മലയാളം
  mn|Mongolian|Mongolian
  mr|Marathi|मराठी
  ms|Malay|Bahasa Melayu
  my|Burmese|မြန်မာဘာသာ
  nb|Norwegian Bokmal|norsk (bokmål)|Norwegian Bokmål
  ne|Nepali|नेपाली
  nl|Dutch|Nederlands
  nn|Norwegian Nynorsk|norsk (nynorsk)
  os|Ossetic|Ирон
  pa|Punjabi|Punjabi
  pl|Polish|polski
  pt|Portuguese|Português
  pt-br|Brazilian Portuguese|Português Brasileiro
  ro|Romanian|Română
  ru|Russian|Русский
  sk|Slovak|slovensky
  sl|Slovenian|Slovenščina
  sq|Albanian|shqip
  sr|Serbian|српски
  sr-latn|Serbian Latin|srpski (latinica)
  sv|Swedish|svenska
  sw|Swahili|Kiswahili
  ta|Tamil|தமிழ்
  te|Telugu|తెలుగు
  tg|Tajik|тоҷикӣ
  th|Thai|ภาษาไทย
  tk|Turkmen|Türkmençe
  tr|Turkish|Türkçe
  tt|Tatar|Татарча
  udm|Udmurt|Удмурт
  ug|Uyghur|ئۇيغۇرچە
  uk|Ukrainian|Українська
  ur|Urdu|اردو
  uz|Uzbek|oʻzbek tili
  vi|Vietnamese|Tiếng Việt
  zh-hans|Simplified Chinese|简体中文
  zh-hant|Traditional Chinese|繁體中文
`

/** Known, but not in that list. */
const UNLISTED = `
  no|Norwegian|norsk
`
