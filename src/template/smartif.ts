import { bool, contains, eq, ge, gt, le, lt } from '../utils/python.js'
import type { Context } from './context.js'
import { PromiseInTemplate, TemplateSyntaxError } from './exceptions.js'
import type { FilterExpression } from './filter-expression.js'
import type { Parser } from './parser.js'

/** A condition of `{% if %}`: gives a value, whose truth counts. */
export type Condition = (context: Context) => unknown

interface Operator {
  /** How tightly it binds. As in Python. */
  readonly power: number
  readonly infix?: (left: Condition, right: Condition) => Condition
  readonly prefix?: (operand: Condition) => Condition
}

const operators: Readonly<Record<string, Operator>> = {
  or: {
    power: 6,
    infix: (left, right) => context => {
      const value = left(context)
      return bool(value) ? value : right(context)
    },
  },
  and: {
    power: 7,
    infix: (left, right) => context => {
      const value = left(context)
      return bool(value) ? right(context) : value
    },
  },
  not: { power: 8, prefix: operand => context => !bool(operand(context)) },
  in: { power: 9, infix: comparing((a, b) => contains(b, a)) },
  'not in': { power: 9, infix: comparing((a, b) => !contains(b, a)) },
  is: { power: 10, infix: comparing(Object.is) },
  'is not': { power: 10, infix: comparing((a, b) => !Object.is(a, b)) },
  '==': { power: 10, infix: comparing(eq) },
  '!=': { power: 10, infix: comparing((a, b) => !eq(a, b)) },
  '>': { power: 10, infix: comparing(gt) },
  '>=': { power: 10, infix: comparing(ge) },
  '<': { power: 10, infix: comparing(lt) },
  '<=': { power: 10, infix: comparing(le) },
}

function comparing(compare: (a: unknown, b: unknown) => boolean): (left: Condition, right: Condition) => Condition {
  return (left, right) => context => compare(left(context), right(context))
}

/** A word of the condition: an operator by its name, or an operand with its text. */
type Word =
  | { readonly text: string; readonly operator: Operator }
  | { readonly text: string; readonly operator: null; readonly condition: Condition }

/**
 * Compiles the words behind `if`: a parser for operators with powers (Pratt's). Throws Django's errors.
 * What goes wrong while an operator works makes it false, as in Django: `{% if x in 5 %}`.
 */
export class IfParser {
  readonly #words: readonly Word[]
  #next = 0

  constructor(parser: Parser, bits: readonly string[]) {
    this.#words = joinWords(bits).map(text => wordOf(text, parser))
  }

  parse(): Condition {
    const condition = this.#expression(0)
    const rest = this.#words[this.#next]
    if (rest !== undefined) throw new TemplateSyntaxError(`Unused '${rest.text}' at end of if expression.`)
    return condition
  }

  #expression(power: number): Condition {
    let left = this.#operand()
    for (let word = this.#words[this.#next]; word !== undefined; word = this.#words[this.#next]) {
      if (powerOf(word) <= power) break
      this.#next++
      left = this.#infix(word, left)
    }
    return left
  }

  #operand(): Condition {
    const word = this.#words[this.#next++]
    if (word === undefined) throw new TemplateSyntaxError('Unexpected end of expression in if tag.')
    if (word.operator === null) return word.condition
    if (word.operator.prefix === undefined) {
      throw new TemplateSyntaxError(`Not expecting '${word.text}' in this position in if tag.`)
    }
    return orFalse(word.operator.prefix(this.#expression(word.operator.power)))
  }

  #infix({ text, operator }: Word, left: Condition): Condition {
    if (!operator?.infix) throw new TemplateSyntaxError(`Not expecting '${text}' as infix operator in if tag.`)
    return orFalse(operator.infix(left, this.#expression(operator.power)))
  }
}

function powerOf({ operator }: Word): number {
  return operator?.power ?? 0
}

function wordOf(text: string, parser: Parser): Word {
  const operator = Object.hasOwn(operators, text) ? operators[text]! : null
  if (operator !== null) return { text, operator }
  return { text, operator, condition: conditionOf(parser.compileFilter(text)) }
}

function conditionOf(expression: FilterExpression): Condition {
  return context => expression.resolve(context, true)
}

// Two words each: "is not", "not in".
function joinWords(bits: readonly string[]): string[] {
  const words: string[] = []
  for (let i = 0; i < bits.length; i++) {
    const pair = `${bits[i]} ${bits[i + 1]}`
    if (pair === 'is not' || pair === 'not in') i++
    words.push(pair === 'is not' || pair === 'not in' ? pair : bits[i]!)
  }
  return words
}

function orFalse(condition: Condition): Condition {
  return context => {
    try {
      return condition(context)
    } catch (error) {
      if (error instanceof PromiseInTemplate) throw error
      return false
    }
  }
}
