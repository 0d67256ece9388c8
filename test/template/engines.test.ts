import { expect, test } from 'vitest'
import { render } from '../../src/shortcuts.js'

test('a page without the request in front is refused with how it is written', () => {
  const forgetful = render as unknown as (template: string, values: object) => unknown
  expect(() => forgetful('page.html', { name: 'Ann' })).toThrow(
    new TypeError(
      "A template is wanted by its name, but got {'name': 'Ann'}. render() takes the request first: render(request, 'page.html', { … }).",
    ),
  )
})
