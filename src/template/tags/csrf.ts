import { settings } from '../../conf/settings.js'
import { LazyNonce } from '../../utils/csp.js'
import { toHtml } from '../../utils/escape.js'
import { bool, str } from '../../utils/python.js'
import type { Context } from '../context.js'
import { Library } from '../library.js'
import { NO_NODELISTS, Node } from '../node.js'

export const register = new Library()

/** `{% csrf_token %}`: the hidden field that a form needs. Django: built-in tag "csrf_token". */
register.tag('csrf_token', () => new CsrfTokenNode())

/** `{% csp_nonce %}`: the nonce of this response, for inline scripts and styles. Django 6: "csp_nonce". */
register.tag('csp_nonce', () => new CspNonceNode())

class CsrfTokenNode extends Node {
  override readonly childNodelists = NO_NODELISTS

  render(context: Context): string {
    const token = lazyValue(context, 'csrf_token')
    if (!bool(token)) {
      if (settings.DEBUG) warnOfMissingToken()
      return ''
    }
    if (str(token) === 'NOTPROVIDED') return ''
    return `<input type="hidden" name="csrfmiddlewaretoken" value="${toHtml(token)}">`
  }
}

class CspNonceNode extends Node {
  override readonly childNodelists = NO_NODELISTS

  render(context: Context): string {
    const nonce = lazyValue(context, 'csp_nonce')
    return nonce instanceof LazyNonce || bool(nonce) ? toHtml(nonce) : ''
  }
}

/** The value of a variable that a context processor makes only when it is asked for. */
function lazyValue(context: Context, name: string): unknown {
  const value = context.get(name, null)
  return typeof value === 'function' ? value() : value
}

function warnOfMissingToken(): void {
  console.warn(
    'A {% csrf_token %} was used in a template, but the context did not provide the value. ' +
      'This is usually caused by not using RequestContext.',
  )
}
