export { type Reverser, setReverser } from '../urls/reverser.js'
export {
  BaseContext,
  type BoundTemplate,
  Context,
  ContextDict,
  type ContextOptions,
  type ContextProcessor,
  type ContextValues,
  makeContext,
  RenderContext,
  RequestContext,
  type RequestContextOptions,
  type StreamOptions,
  type TemplateDebug,
} from './context.js'
export { setCsrfTokenSource } from './context-processors.js'
export { Engine, type EngineOptions } from './engine.js'
export {
  engines,
  getTemplate,
  renderToString,
  renderToStringAsync,
  resetEngines,
  selectTemplate,
  type TemplateName,
  type TemplatesSetting,
  type Using,
} from './engines.js'
export {
  ContextPopException,
  PromiseInTemplate,
  TemplateDoesNotExist,
  TemplateSyntaxError,
  type Tried,
  VariableDoesNotExist,
} from './exceptions.js'
export type { FilterFlags, FilterFunction, FilterOptions } from './filter.js'
export { FilterExpression } from './filter-expression.js'
export {
  setTemplateFolders,
  setTemplateLibraries,
  type TemplateFolders,
  templateFolders,
  templatesChanged,
} from './folders.js'
export {
  type FragmentCache,
  fragmentCache,
  MemoryFragmentCache,
  makeTemplateFragmentKey,
  setFragmentCache,
} from './fragment-cache.js'
export { Lexer } from './lexer.js'
export { defaultLibraries } from './libraries/all.js'
export { staticUrl } from './libraries/static.js'
export { Library } from './library.js'
export { Loader, type LoaderClass, type LoaderSpec, type LoadingEngine } from './loaders/base.js'
export { CachedLoader } from './loaders/cached.js'
export { AppDirectoriesLoader, FilesystemLoader } from './loaders/filesystem.js'
export { LocmemLoader } from './loaders/locmem.js'
export { type MissingVariable, MissingVariableError, type MissingVariables } from './missing.js'
export { Node, NodeList, TextNode } from './node.js'
export { Origin } from './origin.js'
export type { ParameterNames } from './parameters.js'
export { Parser, type TagFunction, type TagLibrary, tokenKwargs } from './parser.js'
export { renderValueInContext } from './render-value.js'
export type {
  InclusionTemplate,
  SimpleBlockTagOptions,
  SimpleTagFunction,
  SimpleTagOptions,
} from './simple-tags.js'
export { Template, type TemplateOptions } from './template.js'
export { Token, type TokenType } from './token.js'
export { type TemplateCallable, Variable } from './variable.js'
export { VariableNode } from './variable-node.js'
