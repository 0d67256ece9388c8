import { register as dateFilters } from './filters/dates.js'
import { register as debugFilters } from './filters/debug.js'
import { register as htmlFilters } from './filters/html.js'
import { register as listFilters } from './filters/lists.js'
import { register as logicFilters } from './filters/logic.js'
import { register as numberFilters } from './filters/numbers.js'
import { register as stringFilters } from './filters/strings.js'
import type { TagLibrary } from './parser.js'
import { register as autoescape } from './tags/autoescape.js'
import { register as comment } from './tags/comment.js'
import { register as csrf } from './tags/csrf.js'
import { register as cycle } from './tags/cycle.js'
import { register as debug } from './tags/debug.js'
import { register as filter } from './tags/filter.js'
import { register as firstof } from './tags/firstof.js'
import { register as forTag } from './tags/for.js'
import { register as ifTag } from './tags/if.js'
import { register as ifchanged } from './tags/ifchanged.js'
import { register as include } from './tags/include.js'
import { register as inheritance } from './tags/inheritance.js'
import { register as load } from './tags/load.js'
import { register as lorem } from './tags/lorem.js'

import { register as now } from './tags/now.js'
import { register as partials } from './tags/partials.js'
import { register as querystring } from './tags/querystring.js'
import { register as regroup } from './tags/regroup.js'
import { register as spaceless } from './tags/spaceless.js'
import { register as templatetag } from './tags/templatetag.js'
import { register as url } from './tags/url.js'
import { register as verbatim } from './tags/verbatim.js'
import { register as widthratio } from './tags/widthratio.js'
import { register as withTag } from './tags/with.js'

/** The tags and filters that every template knows, by families. Django: "Built-in template tags and filters". */
export const defaultBuiltins: readonly TagLibrary[] = [
  autoescape,
  comment,
  csrf,
  cycle,
  debug,
  filter,
  firstof,
  forTag,
  ifTag,
  ifchanged,
  include,
  inheritance,
  load,
  lorem,

  now,
  partials,
  querystring,
  regroup,
  spaceless,
  templatetag,
  url,
  verbatim,
  widthratio,
  withTag,
  dateFilters,
  debugFilters,
  htmlFilters,
  listFilters,
  logicFilters,
  numberFilters,
  stringFilters,
]
