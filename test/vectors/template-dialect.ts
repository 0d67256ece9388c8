import { defineSettings } from '../../src/conf/settings.js'
import type { Dialect } from './runner.js'
import { isAsRecordedTemplate } from './template-compare.js'

/** How the recordings of templates differ from those of HTTP (FORMAT-template). */
export const templateDialect: Dialect = {
  operationOf: input => ['filter', 'fn', 'sequence'].find(kind => kind in input) ?? 'template',
  secondsOf: (one, recording) => Date.parse(String(one.in.now ?? recording.now)) / 1000,
  settingsOf: ({ settings }) => {
    const { ROOT_URLCONF: _, ...values } = (settings ?? {}) as Record<string, unknown>
    return defineSettings(values)
  },
  isAsRecorded: isAsRecordedTemplate,
  encode: value => value,
}
