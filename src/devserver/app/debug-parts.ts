// What app/debug.ts loads when it is first needed.
export { csrfFailure } from '../../views/csrf.js'
export { describeError } from '../../views/debug/report.js'
export { technicalError, technicalNotFound } from '../../views/debug/responses.js'
export { culpritOf, setErrorSources } from '../../views/debug/sources.js'
export { templateTraceback } from '../../views/debug/template-report.js'
