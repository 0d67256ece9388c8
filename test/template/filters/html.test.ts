import { expect, test } from 'vitest'
import { markSafe } from '../../../src/utils/safestring.js'
import { render } from './render.js'

const values = {
  v: '<b> & "x"\nwww.x.com',
  safe: markSafe('<i>1</i>\n<i>2</i>'),
  list: ['<', markSafe('<b>')],
}

test.each([
  ['{{ v|escape|escape }}', '&lt;b&gt; &amp; &quot;x&quot;\nwww.x.com'],
  ['{{ safe|escape }}', '<i>1</i>\n<i>2</i>'],
  ['{{ safe|force_escape }}', '&lt;i&gt;1&lt;/i&gt;\n&lt;i&gt;2&lt;/i&gt;'],
  [
    '{% autoescape off %}{{ v|escape }}{{ v }}{% endautoescape %}',
    `&lt;b&gt; &amp; &quot;x&quot;\nwww.x.com${values.v}`,
  ],
  ['{{ v|safe }}', values.v],
  ['{{ list|escapeseq|join:"," }} {{ list|safeseq|join:"," }}', '&lt;,<b> <,<b>'],
  ['{{ v|linebreaks }}', '<p>&lt;b&gt; &amp; &quot;x&quot;<br>www.x.com</p>'],
  ['{{ safe|linebreaksbr }}', '<i>1</i><br><i>2</i>'],
  ['{{ v|linenumbers }}', '1. &lt;b&gt; &amp; &quot;x&quot;\n2. www.x.com'],
  ['{{ safe|striptags }}', '1\n2'],
  ['{{ v|urlize }}', '&lt;b&gt; &amp; &quot;x&quot;\n<a href="http://www.x.com" rel="nofollow">www.x.com</a>'],
  ['{{ "www.x.com"|urlizetrunc:5 }}', '<a href="http://www.x.com" rel="nofollow">www.…</a>'],
  [
    '{{ list|json_script:"data" }}',
    '<script id="data" type="application/json">["\\u003C", "\\u003Cb\\u003E"]</script>',
  ],
])('%s', (source, html) => {
  expect(render(source, values)).toBe(html)
})

test('linenumbers are as wide as the last one', () => {
  expect(render('{{ v|linenumbers }}', { v: 'x\n'.repeat(9) })).toMatch(/^01\. x\n[\s\S]*\n10\. $/)
})
