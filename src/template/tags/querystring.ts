import { QueryDict } from '../../http/querydict.js'
import { AttributeError } from '../../utils/python/errors.js'
import { isDict, membersOf, str, typeName } from '../../utils/python.js'
import { isText } from '../../utils/safestring.js'
import type { Context } from '../context.js'
import { Library } from '../library.js'

export const register = new Library()

/** `{% querystring page=2 color=None %}`: the query of this request, changed. Django: built-in tag "querystring". */
register.simpleTag(
  'querystring',
  { params: ['query_dict=None', '**kwargs'], takesContext: true },
  (context: Context, { query_dict, kwargs }: QuerystringArguments) => {
    const given = query_dict === null ? requestOf(context).GET : queryOf(query_dict)
    const query = given.copy()
    for (const [name, value] of Object.entries(kwargs)) change(query, name, value)
    return query.size === 0 && given.size === 0 ? '' : `?${query.urlencode()}`
  },
)

interface QuerystringArguments {
  readonly query_dict: unknown
  readonly kwargs: Readonly<Record<string, unknown>>
}

/** A QueryDict of any dictionary. */
function queryOf(values: unknown): QueryDict {
  if (values instanceof QueryDict) return values
  if (!isDict(values)) throw new AttributeError(`'${typeName(values)}' object has no attribute 'copy'`)
  const query = new QueryDict('', { mutable: true })
  for (const [name, value] of values instanceof Map ? values : Object.entries(values)) change(query, str(name), value)
  return query
}

function requestOf(context: Context): { readonly GET: QueryDict } {
  if (context.request === undefined) throw new TypeError("'Context' object has no attribute 'request'")
  return context.request
}

function change(query: QueryDict, name: string, value: unknown): void {
  if (value === null) query.delete(name)
  else if (isText(value)) query.set(name, str(value))
  else {
    const members = membersOf(value)
    if (members === null) query.set(name, str(value))
    else query.setlist(name, Array.from(members, str))
  }
}
