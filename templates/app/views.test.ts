import { RequestFactory } from 'tiny-django/test'
import { expect, test } from 'tiny-django/test/vitest'
import * as views from './views'

test('the index is there', () => {
  const response = views.index(new RequestFactory().get('/'))
  expect(response).toContainText('{{ appName }}')
})
