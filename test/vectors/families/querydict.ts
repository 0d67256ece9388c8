import { QueryDict } from '../../../src/http/index.js'
import { MultiValueDict } from '../../../src/utils/datastructures.js'
import { attempt, type Family, type Input, perform, runSteps, type Step, type Steps, valueOrError } from '../family.js'
import { decode, encode } from '../values.js'

export const querydict: Family = {
  name: 'querydict',
  operations: { case: observe },
}

async function observe(input: Input): Promise<unknown> {
  const dict = make(input)
  return {
    ...(input.ops === undefined ? {} : { results: await runSteps(input.ops, step => perform(steps, dict, step)) }),
    final: await facts(dict),
  }
}

function make({ query_string, mutable, encoding, fromkeys }: Input): QueryDict {
  if (fromkeys === undefined)
    return new QueryDict(decode(query_string) as string, { mutable: mutable as boolean, encoding: encoding as string })
  const { iterable, value, ...options } = decode(fromkeys) as { iterable: string[]; value?: string }
  return QueryDict.fromkeys(iterable, value, options)
}

async function facts(dict: QueryDict): Promise<Record<string, unknown>> {
  return {
    lists: [...dict.lists()],
    encoding: dict.encoding,
    mutable: dict.mutable,
    len: dict.size,
    urlencode: await valueOrError(() => dict.urlencode()),
  }
}

type Texts = string[]

const steps: Steps<QueryDict> = {
  getitem: (dict, key: string) => dict.getitem(key),
  get: (dict, key: string, ...fallback: [unknown]) => dict.get(key, ...fallback),
  getlist: (dict, key: string, ...fallback: [unknown]) => dict.getlist(key, ...fallback),
  contains: (dict, key: string) => dict.has(key),
  len: dict => dict.size,
  keys: dict => [...dict.keys()],
  iter: dict => [...dict.keys()],
  values: dict => [...dict.values()],
  items: dict => [...dict.items()],
  lists: dict => [...dict.lists()],
  dict: dict => dict.dict(),
  repr: dict => dict.toString(),
  eq: (dict, other: unknown) => isSame(dict, other),
  urlencode: (dict, safe?: string | { safe: string }) => dict.urlencode(typeof safe === 'object' ? safe?.safe : safe),
  setitem: (dict, key: string, value: string) => void dict.set(key, value),
  setlist: (dict, key: string, values: Texts) => dict.setlist(key, values),
  appendlist: (dict, key: string, value: string) => dict.appendlist(key, value),
  setdefault: (dict, key: string, value: string) => dict.setdefault(key, value),
  setlistdefault: (dict, key: string, values?: Texts) => dict.setlistdefault(key, values),
  update: (dict, other: Readonly<Record<string, string>>) => dict.update(other),
  update_kw: (dict, other: Readonly<Record<string, string>>) => dict.update(other),
  delitem: (dict, key: string) => dict.delitem(key),
  pop: (dict, key: string, ...fallback: [unknown]) => dict.pop(key, ...fallback),
  popitem: dict => dict.popitem(),
  clear: dict => dict.clear(),
  set_encoding: (dict, encoding: string) => {
    dict.encoding = encoding
  },
  copy: (dict, ...further: Step[]) => onCopy(dict, further),
  __copy__: (dict, ...further: Step[]) => onCopy(dict, further),
  deepcopy: (dict, ...further: Step[]) => onCopy(dict, further),
}

// The facts of a copy before and after further steps on it.
async function onCopy(dict: QueryDict, further: readonly Step[]): Promise<unknown> {
  const copy = dict.copy()
  const before = encode(await facts(copy)) as object
  for (const step of further) await attempt(() => perform(steps, copy, step))
  return { ...before, after: await facts(copy) }
}

function isSame(dict: QueryDict, other: unknown): boolean {
  const lists = other instanceof MultiValueDict ? other : new QueryDict(other as string)
  return JSON.stringify([...dict.lists()]) === JSON.stringify([...lists.lists()])
}
