import {
  type Context,
  Library,
  Node,
  type NodeList,
  TemplateSyntaxError,
  type Token,
} from '../../src/template/index.js'
import { str } from '../../src/utils/python.js'

/** The libraries that Django's own tests load (FORMAT-template, "Test libraries"). */
const testtags = new Library()
testtags.tag('echo', (_parser, token) => new EchoNode(token))
testtags.tag('other_echo', (_parser, token) => new EchoNode(token))
testtags.filter('upper', (value: string) => value.toUpperCase(), { stringfilter: true, isSafe: false })

class EchoNode extends Node {
  readonly #text: string

  constructor(token: Token) {
    super()
    this.#text = token.splitContents().slice(1).join(' ')
  }

  render(): string {
    return this.#text
  }
}

const custom = new Library()
custom.filter('noop', (value: unknown, _arg: unknown = null) => value)
custom.filter('trim', (value: unknown, length: number) => [...str(value)].slice(0, length).join(''))

const echo2 = new Library()
echo2.simpleTag('echo2', { params: ['arg'] }, (arg: unknown) => arg)

const badTag = new Library()
badTag.tag('badtag', () => {
  throw errorOf('RuntimeError', 'I am a bad tag')
})
badTag.simpleTag('badsimpletag', () => {
  throw errorOf('RuntimeError', 'I am a bad simpletag')
})

function errorOf(name: string, message: string): Error {
  return Object.assign(new Error(message), { name })
}

const tag27584 = new Library()
tag27584.tag('badtag', parser => {
  const nodelist = parser.parse(['endbadtag'])
  parser.deleteFirstToken()
  return new BadNode(nodelist)
})

class BadNode extends Node {
  readonly nodelist: NodeList

  constructor(nodelist: NodeList) {
    super()
    this.nodelist = nodelist
  }

  render(_context: Context): string {
    throw new TemplateSyntaxError('error')
  }
}

export const testLibraries: Readonly<Record<string, Library>> = {
  testtags,
  custom,
  'subpackage.echo': echo2,
  bad_tag: badTag,
  tag_27584: tag27584,
}
