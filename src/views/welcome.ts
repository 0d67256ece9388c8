import style from '../../templates/pages/welcome.css'
import page from '../../templates/pages/welcome.html'
import type { HttpRequest } from '../http/request.js'
import { HttpResponse } from '../http/response.js'

const html = page.replace('/* welcome.css */', () => style)

/** The page a new project shows at `/`: the nine steps of the cycle, and what to edit first. */
export function welcome(_request: HttpRequest): HttpResponse {
  return new HttpResponse(html)
}
