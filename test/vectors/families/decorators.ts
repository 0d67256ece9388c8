import { HttpRequest, type HttpResponseBase } from '../../../src/http/index.js'
import * as decorators from '../../../src/views/decorators/index.js'
import type { Family, Input } from '../family.js'
import { decode } from '../values.js'
import { type DescribedRequest, makeRequest, unpackedFacts } from './described-request.js'
import { respond } from './middleware-direct.js'
import { camelCase, camelKeys, makeResponse } from './response.js'

export const decoratorsFamily: Family = {
  name: 'decorators',
  operations: { case: decorated },
}

type View = (request: HttpRequest) => HttpResponseBase | Promise<HttpResponseBase>
type Decorator = (view: View) => View

/** A decorator as a recording describes it. */
interface DescribedDecorator {
  readonly name: string
  readonly args?: readonly unknown[]
  readonly kwargs?: object
  readonly etag_func?: { readonly returns: unknown }
  readonly last_modified_func?: { readonly returns: unknown }
}

interface DecoratorCase {
  readonly decorators: readonly DescribedDecorator[]
  readonly request: DescribedRequest
  readonly view: Input
  readonly middleware?: readonly string[]
  readonly inspect?: readonly string[]
  readonly inspect_response?: readonly string[]
  readonly bare_request?: boolean
  readonly not_a_request?: boolean
}

async function decorated(input: Input): Promise<unknown> {
  const described = input as unknown as DecoratorCase
  let isCalled = false
  const stub: View = () => {
    isCalled = true
    return makeResponse(described.view)
  }
  const view = described.decorators.reduceRight((inner, each) => decoratorOf(each)(inner), stub)
  const response = await respond(described.middleware ?? [], view, await requestOf(described))
  return {
    ...attributesOf(view, described.inspect),
    ...attributesOf(response, described.inspect_response),
    ...(await unpackedFacts(response, ({ decompressed }) => ({ gzip_decompressed: decompressed }))),
    view_called: isCalled,
  }
}

async function requestOf({ request, bare_request, not_a_request }: DecoratorCase): Promise<HttpRequest> {
  if (not_a_request) return {} as HttpRequest
  return bare_request ? new HttpRequest() : makeRequest(request)
}

function decoratorOf({ name, args, kwargs, ...functions }: DescribedDecorator): Decorator {
  const decorator = (decorators as unknown as Record<string, (...given: unknown[]) => Decorator>)[ourName(name)]!
  if (name === 'condition') return decorator(conditions(functions))
  if (name === 'etag' || name === 'last_modified') return decorator(Object.values(conditions(functions))[0])
  if (args !== undefined) return decorator(...(decode(args) as unknown[]))
  // Some names are directives that we have no spelling of our own for.
  return kwargs === undefined ? (decorator as unknown as Decorator) : decorator(camelKeys(decode(kwargs)))
}

function conditions(functions: Pick<DescribedDecorator, 'etag_func' | 'last_modified_func'>): object {
  const entries = Object.entries(functions).filter(([, described]) => described)
  return Object.fromEntries(entries.map(([name, { returns }]) => [camelCase(name), () => decode(returns)]))
}

function ourName(name: string): string {
  return name.replace(/_(GET|POST)$/, '$1').replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())
}

function attributesOf(target: object, names: readonly string[] | undefined): object {
  if (names === undefined) return {}
  return { attributes: Object.fromEntries(names.map(name => [name, Reflect.get(target, camelCase(name))])) }
}
