export { type ClassView, type InitKwargs, type KwargsOf, View } from './generic/base.js'
export { RedirectView } from './generic/redirect.js'
export {
  type ContextData,
  ContextMixin,
  type HasContext,
  type RendersTemplate,
  TemplateResponseMixin,
  TemplateView,
} from './generic/template.js'
export { type ServeKwargs, type StaticOptions, serve, staticUrls, wasModifiedSince } from './static.js'
export { welcome } from './welcome.js'
