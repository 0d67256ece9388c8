import { templateFamily } from './families/templates.js'
import { runGroup } from './runner.js'
import { templateDialect } from './template-dialect.js'

const families = [
  'dateformat',
  'errors',
  'filters-date',
  'filters-django',
  'filters-list',
  'filters-number',
  'filters-text',
  'htmlutils',
  'humanize',
  'numberformat',
  'tags-control',
  'tags-i18n',
  'tags-inheritance',
  'tags-misc',
  'tags-url',
  'text',
  'timesince',
  'variables',
]

runGroup('template', families.map(templateFamily), templateDialect)
