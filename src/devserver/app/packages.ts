import { join } from 'node:path'
import vm from 'node:vm'

/** A real `import()` of `specifier` as a file in `root` would do it. Rejects as Node does. */
export function importFrom(root: string, specifier: string): Promise<object> {
  const importer = vm.compileFunction('return import(specifier)', ['specifier'], {
    filename: join(root, 'tiny-django-import.js'),
    importModuleDynamically: vm.constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  }) as (specifier: string) => Promise<object>
  return importer(specifier)
}
