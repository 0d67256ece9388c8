import { expect, test } from 'vitest'
import { HostRule } from '../../src/devserver/front/hosts.js'

const rule = new HostRule(['127.0.0.1', '::1'], ['box.example'])

test.each(['localhost:8000', '127.0.0.1', '[::1]:8000', 'shop.localhost', 'box.example', 'LOCALHOST'])(
  'Host %s is this machine',
  host => expect(rule.refusal(['Host', host])).toBe(null),
)

test.each(['evil.example', 'localhost.evil.example', '[::1', 'a b', '', 'box.example.evil.com', '192.0.2.7:8000'])(
  'Host %j is refused with 400',
  host => expect(rule.refusal(['Host', host])).toMatchObject({ status: 400, reason: 'Bad Request' }),
)

test('the refusal says what to add, in the words of Django', () => {
  expect(rule.refusal(['Host', 'evil.example'])?.body).toBe(
    'Invalid HTTP_HOST header: "evil.example". You may need to add "evil.example" to ALLOWED_HOSTS, ' +
      'or start with --allow-host evil.example.\n',
  )
})

test('with ALLOWED_HOSTS of its own a project is reached by those names, and still by its own address', () => {
  const own = new HostRule(['127.0.0.1'], [])
  own.update(false, ['.example.com'])
  expect(own.refusal(['Host', 'www.example.com'])).toBe(null)
  expect(own.refusal(['Host', '127.0.0.1:8000'])).toBe(null)
  expect(own.refusal(['Host', 'other.localhost'])?.status).toBe(400)
})
