/**
 * The names a project adds to the settings, typed by merging. The values go into the second object of
 * `defineSettings` and are read flat, as `settings.LOCKOUT_COOLOFF`:
 *
 * ```ts
 * declare module 'tiny-django/conf' {
 *   interface ProjectSettings { LOCKOUT_COOLOFF: number }
 * }
 * ```
 */
// biome-ignore lint/suspicious/noEmptyInterface: projects merge into it
export interface ProjectSettings {}
