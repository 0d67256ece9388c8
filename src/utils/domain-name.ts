/*
 * What Django takes for a domain name, as parts of regular expressions with the flags `i` and `u`. Django:
 * `django.core.validators.DomainNameValidator`.
 */

// Letters beyond ASCII, as far as Django goes.
const LETTER = 'a-z\\u00a1-\\uffff'

/** The first label: letters, digits and hyphens within, at most 63 of them. */
export const HOSTNAME = `[${LETTER}0-9](?:[${LETTER}0-9-]{0,61}[${LETTER}0-9])?`

/** The labels after it, each with its dot. */
export const DOMAIN = `(?:\\.(?!-)[${LETTER}0-9-]{1,63}(?<!-))*`

/** The last label with its dot. */
export const TOP_LEVEL_DOMAIN = `\\.(?!-)(?:[${LETTER}-]{2,63}|xn--[a-z0-9]{1,59})(?<!-)`
