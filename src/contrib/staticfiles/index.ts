export {
  appDirectoriesFinder,
  type Finder,
  type FoundFile,
  fileSystemFinder,
  find,
  findAll,
  type Location,
  searchedLocations,
} from './finders.js'
export { StaticFilesHandler } from './handler.js'
export { ManifestStaticFilesStorage, StaticFilesStorage, type StaticManifest } from './storage.js'
export { type StaticFileKwargs, serve, staticfilesUrlpatterns } from './views.js'
