import fc from 'fast-check'
import { Temporal } from 'temporal-polyfill'
import { describe, expect, it, test } from 'vitest'
import {
  conditionalEscape,
  escape as escapeHtml,
  escapejs,
  formatHtml,
  formatHtmlJoin,
  jsonScript,
  linebreaks,
  markSafe,
  SafeString,
  smartUrlquote,
  stripTags,
  toHtml,
  urlize,
} from '../../src/utils/html.js'
import { Float } from '../../src/utils/python.js'

describe('escape', () => {
  it('makes text safe for HTML, once more if need be', () => {
    expect(escapeHtml(`<a b="c">'&'`).text).toBe('&lt;a b=&quot;c&quot;&gt;&#x27;&amp;&#x27;')
    expect(escapeHtml(markSafe('&amp;')).text).toBe('&amp;amp;')
    expect(escapeHtml(true).text).toBe('True')
  })

  it('conditionally leaves alone what is safe, or knows its own HTML', () => {
    const field = { __html__: () => '<input>' }
    expect(`${conditionalEscape(markSafe('<b>'))}${conditionalEscape(field)}${conditionalEscape('<i>')}`).toBe(
      '<b><input>&lt;i&gt;',
    )
  })

  it('is never lost: no text brings markup with it', () => {
    fc.assert(
      fc.property(fc.string(), text => {
        expect(toHtml(text)).not.toMatch(/[<>"']/)
        expect(formatHtml('{}', text).text).not.toMatch(/[<>"']/)
        expect(jsonScript([text], text).text).toMatch(/^<script[^<>]*>[^<>]*<\/script>$/)
      }),
    )
  })
})

describe('safe strings', () => {
  it('become ordinary text as soon as something is done to them', () => {
    const safe = markSafe('<b>')
    expect(safe).toBeInstanceOf(SafeString)
    expect(toHtml(`${safe}!`)).toBe('&lt;b&gt;!')
    expect(markSafe(safe)).toBe(safe)
    expect(JSON.stringify({ safe })).toBe('{"safe":"<b>"}')
  })
})

describe('formatHtml', () => {
  it('escapes its values, by place and by name', () => {
    expect(formatHtml('<b>{}</b> {} {name}', '<', markSafe('<i>'), { name: '&' }).text).toBe('<b>&lt;</b> <i> &amp;')
    expect(formatHtml('{1}{0} {{}} {:>5}|{x!r}', 'a', 'b', { x: 'c' }).text).toBe("ba {}     a|'c'")
  })

  it('refuses to mark a text safe that has no values', () => {
    expect(() => formatHtml('<b>')).toThrow(new TypeError('args or kwargs must be provided.'))
    expect(() => formatHtml('{} {}', 1)).toThrow('Replacement index 1 out of range')
  })

  it('joins rows', () => {
    expect(
      formatHtmlJoin('<br>', '<li>{} {}</li>', [
        ['<', 1],
        ['b', 2],
      ]).text,
    ).toBe('<li>&lt; 1</li>&lt;br&gt;<li>b 2</li>')
    expect(formatHtmlJoin(markSafe('\n'), '{id}', [{ id: 1 }, { id: 2 }]).text).toBe('1\n2')
  })
})

test('escapejs: text for a string in a script', () => {
  expect(escapejs('</script>\'"\\\n\u2028').text).toBe('\\u003C/script\\u003E\\u0027\\u0022\\u005C\\u000A\\u2028')
})

test('jsonScript: data for a script', () => {
  const value = { a: '</script>&', b: [1, new Float(1), null, true], at: new Date(0), é: Object.freeze([1n]) }
  expect(jsonScript(value, 'data').text).toBe(
    '<script id="data" type="application/json">{"a": "\\u003C/script\\u003E\\u0026", "b": [1, 1.0, null, true], ' +
      '"at": "1970-01-01T00:00:00Z", "\\u00e9": [1]}</script>',
  )
  expect(jsonScript(1).text).toBe('<script type="application/json">1</script>')
  expect(() => jsonScript(new Set([1]))).toThrow('is not JSON serializable')
  expect(jsonScript(Temporal.PlainDate.from('2024-01-02')).text).toContain('"2024-01-02"')
})

test('linebreaks: paragraphs', () => {
  expect(linebreaks('a\r\nb\n\n\nc<')).toBe('<p>a<br>b</p>\n\n<p>c<</p>')
  expect(linebreaks('a<', true)).toBe('<p>a&lt;</p>')
})

describe('stripTags', () => {
  it.each([
    ['<p>a <b class="x>y">c</b></p>', 'a c'],
    ['a<br/>b<!-- <i> -->c', 'abc'],
    ['<sc<!-- -->ript>x', 'ript>x'],
    ['5 < 6 and 7 > 6', '5 < 6 and 7 > 6'],
    ['a &amp; b &#39; &x', 'a &amp; b &#39; &x'],
    ['<script>if (a < b) c()</script>x', 'if (a < b) c()x'],
    ['<a', '<a'],
  ])('of %s is %s', (html, text) => {
    expect(stripTags(html)).toBe(text)
  })

  it('gives up on tags within tags within tags', () => {
    expect(() => stripTags(`${'<a'.repeat(60)}${'a'.repeat(1000)}`)).toThrow(
      expect.objectContaining({ name: 'SuspiciousOperation' }),
    )
  })
})

describe('urlize', () => {
  it.each([
    ['see www.x.com.', 'see <a href="http://www.x.com">www.x.com</a>.'],
    ['(https://x.org/a(b))', '(<a href="https://x.org/a(b)">https://x.org/a(b)</a>)'],
    ['me@x.org', '<a href="mailto:me@x.org">me@x.org</a>'],
    [
      'http://müller.de/ä?q=1&r=ö',
      '<a href="http://m%C3%BCller.de/%C3%A4?q=1&amp;r=%C3%B6">http://müller.de/ä?q=1&r=ö</a>',
    ],
    ['not.a.link', 'not.a.link'],
  ])('of %s', (text, html) => {
    expect(urlize(text)).toBe(html)
  })

  it('escapes what is no link, and trims links', () => {
    expect(urlize('<b> http://x.com/long', { autoescape: true, nofollow: true, trimUrlLimit: 8 })).toBe(
      '&lt;b&gt; <a href="http://x.com/long" rel="nofollow">http://…</a>',
    )
    expect(urlize(markSafe('&lt; www.x.com'), { autoescape: true })).toBe(
      '&lt; <a href="http://www.x.com">www.x.com</a>',
    )
  })

  it('never lets markup of its text through', () => {
    const texts = fc.array(
      fc.constantFrom('<', '>', '"', "'", '&', 'http://x.com/', 'www.a.org', 'a@b.com', '(', ')', ';', ' '),
    )
    fc.assert(
      fc.property(texts, parts => {
        const html = urlize(parts.join(''), { autoescape: true })
        expect(html.replace(/<a href="[^"<>]*">|<\/a>/g, '')).not.toMatch(/[<>"']/)
      }),
    )
  })
})

test('smartUrlquote quotes once, whatever was quoted before', () => {
  expect(smartUrlquote('http://x.com/ä%20b?a=1 2&b=%26#é')).toBe('http://x.com/%C3%A4%20b?a=1+2&b=%26#%C3%A9')
  expect(smartUrlquote('http://[bad')).toBe('http://[bad')
  expect(smartUrlquote('http:/x y')).toBe('http:///x%20y')
  expect(smartUrlquote(markSafe('x.com/a b'))).toBe('x.com/a%20b')
})
