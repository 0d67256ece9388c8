export { activateResolver, getResolver, getUrlconf, setUrlconf } from './active.js'
export { type Converter, type Converters, registerConverter, ValueError } from './converters.js'
export { type DefaultURLConf, urlpatternsFromViews } from './default-mapping.js'
export { NoReverseMatch, Resolver404, type Tried } from './exceptions.js'
export { type Includable, type IncludeOptions, include } from './include.js'
export { callView, Miss, ResolverMatch } from './match.js'
export { path, rePath } from './path.js'
export { InvalidRegex } from './pattern.js'
export { isValidPath, resolve } from './resolve.js'
export { type HandlerStatus, URLResolver } from './resolver.js'
export {
  clearScriptPrefix,
  getScriptPrefix,
  type LazyURL,
  type ReverseOptions,
  reverse,
  reverseLazy,
  setScriptPrefix,
} from './reverse.js'
export { InvalidRoute, type InvalidRouteReason } from './route.js'
export type {
  Answer,
  AnyView,
  ConverterValue,
  ErrorHandler,
  Included,
  NoKwargs,
  PathOptions,
  RegexKwargs,
  RouteKwargs,
  URLConf,
  URLModule,
  URLPattern,
  URLPatterns,
  UrlName,
  UrlNames,
  View,
} from './types.js'
export type { AnyPattern, IncludePattern, ViewPattern } from './urlpattern.js'
