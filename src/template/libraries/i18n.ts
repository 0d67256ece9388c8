import { settings } from '../../conf/settings.js'
import { getLanguageInfo, isBidi, knownLanguages, type LanguageInfo } from '../../utils/languages.js'
import { iterate, repr, str } from '../../utils/python.js'
import { isText } from '../../utils/safestring.js'
import { getLanguage, gettext, override } from '../../utils/translation.js'
import type { Context } from '../context.js'
import { TemplateSyntaxError } from '../exceptions.js'
import type { FilterExpression } from '../filter-expression.js'
import { Library } from '../library.js'
import { NO_NODELISTS, Node, type NodeList } from '../node.js'
import { bitsOf, type TagFunction } from '../parser.js'
import { blockTranslateTag } from './i18n-block.js'
import { translateTag } from './i18n-translate.js'

/** `{% load i18n %}`. Django: "Internationalization: in template code". */
export const register = new Library()

/** `{% translate "message" context "greeting" as text %}`. Django: tag "translate". */
register.tag('translate', translateTag)
register.tag('trans', translateTag)

/** `{% blocktranslate count n=list|length %}…{% plural %}…{% endblocktranslate %}`. Django: tag "blocktranslate". */
register.tag('blocktranslate', blockTranslateTag)
register.tag('blocktrans', blockTranslateTag)

/** `{% language "de" %}…{% endlanguage %}`. Django: "Switching language in templates". */
register.tag('language', (parser, token) => {
  const bits = token.splitContents()
  if (bits.length !== 2) throw new TemplateSyntaxError(`'${bits[0]}' takes one argument (language)`)
  const language = parser.compileFilter(bits[1]!)
  const nodelist = parser.parse(['endlanguage'])
  parser.deleteFirstToken()
  return new LanguageNode(nodelist, language)
})

class LanguageNode extends Node {
  readonly nodelist: NodeList
  readonly #language: FilterExpression

  constructor(nodelist: NodeList, language: FilterExpression) {
    super()
    this.nodelist = nodelist
    this.#language = language
  }

  render(context: Context): string {
    const language = this.#language.resolve(context)
    return override(language === null ? null : str(language), () => this.nodelist.render(context))
  }
}

/** `{% get_available_languages as languages %}`: codes and names. Django: tag "get_available_languages". */
register.tag(
  'get_available_languages',
  assignment(() =>
    (settings.LANGUAGES ?? knownLanguages()).map(([code, name]) => Object.freeze([code, gettext(name)])),
  ),
)

/** `{% get_current_language as code %}`. Django: tag "get_current_language". */
register.tag('get_current_language', assignment(getLanguage))

/** `{% get_current_language_bidi as isRightToLeft %}`. Django: tag "get_current_language_bidi". */
register.tag(
  'get_current_language_bidi',
  assignment(() => isBidi(getLanguage())),
)

/** `{% tag as variable %}` */
function assignment(value: () => unknown): TagFunction {
  return (_parser, token) => {
    const bits = bitsOf(token)
    if (bits.length !== 3 || bits[1] !== 'as') {
      throw new TemplateSyntaxError(`'${bits[0]}' requires 'as variable' (got ${repr(bits)})`)
    }
    return new AssignmentNode(bits[2]!, value)
  }
}

/** `{% get_language_info for "de" as info %}`. Django: tag "get_language_info". */
register.tag(
  'get_language_info',
  infoTag('string', language => describe(str(language))),
)

/** `{% get_language_info_list for LANGUAGES as infos %}`. Django: tag "get_language_info_list". */
register.tag(
  'get_language_info_list',
  infoTag('sequence', languages => Array.from(iterate(languages), describeMember)),
)

function infoTag(kind: string, describeAll: (value: unknown) => unknown): TagFunction {
  return (parser, token) => {
    const bits = token.splitContents()
    if (bits.length !== 5 || bits[1] !== 'for' || bits[3] !== 'as') {
      throw new TemplateSyntaxError(`'${bits[0]}' requires 'for ${kind} as variable' (got ${repr(bits.slice(1))})`)
    }
    const value = parser.compileFilter(bits[2]!)
    return new AssignmentNode(bits[4]!, context => describeAll(value.resolve(context)))
  }
}

class AssignmentNode extends Node {
  override readonly childNodelists = NO_NODELISTS
  readonly #variable: string
  readonly #value: (context: Context) => unknown

  constructor(variable: string, value: (context: Context) => unknown) {
    super()
    this.#variable = variable
    this.#value = value
  }

  render(context: Context): string {
    context.set(this.#variable, this.#value(context))
    return ''
  }
}

/** What a template sees of a language: by Django's names. */
function describe(code: string): object {
  const { name, nameLocal, bidi }: LanguageInfo = getLanguageInfo(code)
  return { bidi, code: getLanguageInfo(code).code, name, name_local: nameLocal, name_translated: gettext(name) }
}

// A code, or a list that begins with one, as those of LANGUAGES do.
function describeMember(language: unknown): object {
  const first = isText(language) ? undefined : Array.from(iterate(language))[0]
  return describe(str(first ?? language))
}

/** Django: filter "language_name". In English. */
register.filter('language_name', (code: unknown) => getLanguageInfo(str(code)).name, { arg: 'none' })

/** Django: filter "language_name_translated". In the active language. */
register.filter('language_name_translated', (code: unknown) => gettext(getLanguageInfo(str(code)).name), {
  arg: 'none',
})

/** Django: filter "language_name_local". In the language itself. */
register.filter('language_name_local', (code: unknown) => getLanguageInfo(str(code)).nameLocal, { arg: 'none' })

/** Django: filter "language_bidi". Whether it is written from right to left. */
register.filter('language_bidi', (code: unknown) => getLanguageInfo(str(code)).bidi, { arg: 'none' })
