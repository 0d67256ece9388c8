import inspectorCss from '../../../../templates/pages/inspector.css'
import inspector from '../../../../templates/pages/inspector.html'
import generations from '../../../../templates/pages/inspector_generations.html'
import missing from '../../../../templates/pages/inspector_missing.html'
import request from '../../../../templates/pages/inspector_request.html'
import requests from '../../../../templates/pages/inspector_requests.html'
import row from '../../../../templates/pages/inspector_row.html'
import settings from '../../../../templates/pages/inspector_settings.html'
import urls from '../../../../templates/pages/inspector_urls.html'
import table from '../../../../templates/pages/table.html'
import css from '../../../../templates/pages/technical.css'
import { rendererOf } from '../../../views/debug/render-page.js'

/** A page of the inspector, or a part of one. */
export const renderInspector = rendererOf({
  'inspector.css': inspectorCss,
  'inspector.html': inspector,
  'inspector_generations.html': generations,
  'inspector_missing.html': missing,
  'inspector_request.html': request,
  'inspector_requests.html': requests,
  'inspector_row.html': row,
  'inspector_settings.html': settings,
  'inspector_urls.html': urls,
  'table.html': table,
  'technical.css': css,
})
