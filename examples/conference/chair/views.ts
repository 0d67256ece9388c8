import { pipeline } from 'node:stream'
import { stringify as stringifier } from 'csv-stringify'
import { stringify } from 'csv-stringify/sync'
import { requireGET } from 'tiny-django/decorators'
import { type HttpRequest, HttpResponse, StreamingHttpResponse } from 'tiny-django/http'
import { getObjectOr404, render } from 'tiny-django/shortcuts'
import { reverse } from 'tiny-django/urls'
import { dateFormat } from 'tiny-django/utils/dateformat'
import { localtime } from 'tiny-django/utils/timezone'
import { chairRequired } from '../conferences/decorators'
import { conferences } from '../conferences/models'
import { authorsOf, type Submission, submissions } from '../submissions/models'
import { spreadsheet } from './csv'

export const dashboard = chairRequired(
  requireGET((request: HttpRequest, { pk }: { pk: number }) => {
    const conference = getObjectOr404(conferences, { pk })
    return render(request, 'chair/dashboard.html', { conference })
  }),
)

/** The submissions to a conference, all of them in memory: for one of an ordinary size. */
export const getSubmissionsCsv = chairRequired(
  requireGET((request: HttpRequest, { pk }: { pk: number }) => {
    const conference = getObjectOr404(conferences, { pk })
    const response = new HttpResponse('', csvFile('submissions'))
    response.write(stringify([...submissionRows(request, submissions.iterator(conference))], spreadsheet))
    return response
  }),
)

/** The same for a conference of any size: a row is made when the client has room for it. */
export const streamSubmissionsCsv = chairRequired(
  requireGET((request: HttpRequest, { pk }: { pk: number }) => {
    const conference = getObjectOr404(conferences, { pk })
    const rows = submissionRows(request, submissions.iterator(conference))
    // Unlike pipe(), pipeline() also ends the rows when the client has left. Whoever reads hears of errors.
    const csv = pipeline(rows, stringifier(spreadsheet), () => {})
    return new StreamingHttpResponse(csv, csvFile('submissions'))
  }),
)

export const getAuthorsCsv = chairRequired(
  requireGET((request: HttpRequest, { pk }: { pk: number }) => {
    const conference = getObjectOr404(conferences, { pk })
    const rows = authorsOf(conference).map((author, index) => [
      index + 1,
      author.pk,
      author.fullName,
      author.nativeName,
      author.degree,
      author.country,
      author.city,
      author.affiliation,
      author.role,
      author.email,
    ])
    const response = new HttpResponse('', csvFile('authors'))
    response.write(stringify([AUTHOR_COLUMNS, ...rows], spreadsheet))
    return response
  }),
)

const SUBMISSION_COLUMNS = '# ID TITLE AUTHORS COUNTRY CORR_AUTHOR CORR_EMAIL LANGUAGE LINK'.split(' ')
const AUTHOR_COLUMNS = '# ID FULL_NAME NATIVE_NAME DEGREE COUNTRY CITY AFFILIATION ROLE EMAIL'.split(' ')

function* submissionRows(request: HttpRequest, found: Iterable<Submission>): Generator<(string | number)[]> {
  yield SUBMISSION_COLUMNS
  let number = 1
  for (const submission of found) yield [number++, ...submissionRow(request, submission)]
}

function submissionRow(request: HttpRequest, { pk, title, authors, language, manuscript }: Submission) {
  const names = authors.map(({ fullName }) => fullName).join(', ')
  const countries = [...new Set(authors.map(({ country }) => country))].join(', ')
  const [corresponding] = authors
  const link = manuscript && request.buildAbsoluteUri(reverse('submissions:download-manuscript', [pk]))
  return [pk, title, names, countries, corresponding?.fullName ?? '', corresponding?.email ?? '', language, link]
}

/** A file to be saved, with the moment in its name. */
function csvFile(name: string) {
  const timestamp = dateFormat(localtime(), 'Ymd_Hi')
  return {
    contentType: 'text/csv; charset=utf-8',
    headers: { 'Content-Disposition': `attachment; filename="${name}-${timestamp}.csv"` },
  }
}
