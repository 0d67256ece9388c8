import { setCommands } from '../management/registry.js'
import { librariesAmong, setTemplateLibraries } from '../template/folders.js'

/**
 * Has templates know the tag libraries among these modules, by their paths, as `runserver` does: what
 * `<app>/templatetags/NAME.ts` exports as `register` is what `{% load NAME %}` loads. The plugin for Vitest calls this.
 */
export function useTagLibraries(modules: Readonly<Record<string, object>>): void {
  setTemplateLibraries(librariesAmong(Object.entries(modules)))
}

/** Has `callCommand()` find these by their names, as `runserver` does: each gives the module. The plugin for Vitest calls this. */
export function useCommands(modules: Readonly<Record<string, () => unknown>>): void {
  setCommands(new Map(Object.entries(modules)))
}
