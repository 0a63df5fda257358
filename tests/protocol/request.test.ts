import { describe, expect, it } from 'vitest'
import { toHex } from '../../src/protocol/bytes.ts'
import {
  parseAuthorization,
  REQUEST_SKEW,
  type SignedRequest,
  signRequest,
  verifyRequest,
} from '../../src/protocol/request.ts'
import { bytesOf, bytesUpTo } from '../support/arbitraries.ts'
import { flipped, implementations, noble, outcome, sodium } from '../support/implementations.ts'
import { fc, test } from '../support/property.ts'

const NOW = 1_795_219_200
const ID = '0123456789abcdef0123456789abcdef'
const seed = new Uint8Array(32).fill(8)
const identity = sodium.verifyingKey(seed)
const request: SignedRequest = {
  orgId: new Uint8Array(32).fill(1),
  method: 'GET',
  path: '/v1/tips?after=0',
  body: new Uint8Array(0),
  time: NOW,
}
const header = signRequest(sodium, ID, seed, request)

function check(header: string, request: SignedRequest, now = NOW, key = identity, p = sodium): string {
  const { time: _, ...received } = request
  return outcome(() => verifyRequest(p, key, parseAuthorization(header), received, now))
}

const anyRequest = fc.record({
  orgId: bytesOf(32),
  method: fc.constantFrom('GET', 'POST', 'PUT', 'DELETE'),
  path: fc.webPath().map((path) => `/v1${path}?after=0`),
  body: bytesUpTo(200),
  time: fc.integer({ min: 0, max: 999_999_999_999 }),
})

describe('10.3 signed requests', () => {
  test.prop([anyRequest, bytesOf(16), bytesOf(32)], { numRuns: 30 })(
    'are the same header from both, and accepted by both',
    (request, id, seed) => {
      const header = signRequest(sodium, toHex(id), seed, request)
      expect(signRequest(noble, toHex(id), seed, request)).toBe(header)
      for (const { p } of implementations) {
        expect(check(header, request, request.time, p.verifyingKey(seed), p)).toBe('accepted')
      }
      expect(parseAuthorization(header)).toMatchObject({ recipientId: toHex(id), time: request.time })
    },
  )

  test.prop([anyRequest, bytesUpTo(20, 1), fc.nat()], { numRuns: 30 })(
    'hold for one organisation, method, path, query and body',
    (request, more, bit) => {
      const header = signRequest(sodium, ID, seed, request)
      const others: SignedRequest[] = [
        { ...request, orgId: flipped(request.orgId, bit) },
        { ...request, method: `${request.method}X` },
        { ...request, method: request.method.toLowerCase() },
        { ...request, path: `${request.path}0` },
        { ...request, path: request.path.replace('after=0', 'after=1') },
        { ...request, path: request.path.replace('?', '/?') },
        { ...request, path: request.path.split('?')[0] as string },
        { ...request, body: Uint8Array.from([...request.body, ...more]) },
        { ...request, method: request.method + request.path.slice(0, 1), path: request.path.slice(1) },
      ]
      for (const other of others) expect(check(header, other, request.time)).toBe('request_unsigned')
      if (request.body.length > 0) {
        const body = flipped(request.body, bit)
        expect(check(header, { ...request, body }, request.time)).toBe('request_unsigned')
      }
    },
  )

  it('hold for one recipient, one key and one time', () => {
    expect(check(header, request)).toBe('accepted')
    expect(check(header.replace(ID, ID.replace('0', '1')), request)).toBe('request_unsigned')
    expect(check(header.replace(String(NOW), String(NOW + 1)), request)).toBe('request_unsigned')
    const other = sodium.verifyingKey(new Uint8Array(32).fill(9))
    expect(check(header, request, NOW, other)).toBe('request_unsigned')
  })

  it.each([
    [0, 'accepted'],
    [299, 'accepted'],
    [300, 'accepted'],
    [301, 'request_late'],
    [86_400, 'request_late'],
    [-300, 'accepted'],
    [-301, 'request_late'],
  ])('a clock that is %d seconds ahead: %s', (ahead, expected) => {
    expect(REQUEST_SKEW).toBe(300)
    expect(check(header, request, NOW + ahead)).toBe(expected)
  })

  it('the clock is spoken of to those alone who signed', () => {
    const forged = header.replace(/signature="..../, 'signature="AAAA')
    expect(check(forged, request, NOW + 100_000)).toBe('request_unsigned')
  })

  it.each([
    ['none', undefined],
    ['empty', ''],
    ['another scheme', header.replace('Candor', 'Bearer')],
    ['the scheme in small letters', header.replace('Candor', 'candor')],
    ['other order', header.replace(/(recipient="[^"]+"), (time="\d+")/, '$2, $1')],
    ['no time', header.replace(/time="\d+", /, '')],
    ['a negative time', header.replace('time="', 'time="-')],
    ['a time with a fraction', header.replace(/time="(\d+)"/, 'time="$1.0"')],
    ['a time of thirteen digits', header.replace(/time="\d+"/, 'time="1000000000000"')],
    ['an id in capitals', header.replace(ID, ID.toUpperCase())],
    ['a short id', header.replace(ID, ID.slice(1))],
    ['a short signature', header.replace(/....=="$/, '=="')],
    ['a long signature', header.replace(/=="$/, 'AA"')],
    [
      'another spelling of the signature',
      header.replace(/.=="$/, (end) => `${end[0] === 'B' ? 'C' : 'B'}=="`),
    ],
    ['more behind', `${header}, more="1"`],
    ['a line behind', `${header}\n`],
    ['a space before', ` ${header}`],
    ['very long', header + 'A'.repeat(1_000_000)],
  ])('a header is refused before anything is checked: %s', (_, header) => {
    expect(outcome(() => parseAuthorization(header))).toBe('request_unsigned')
  })

  test.prop([fc.string({ unit: 'binary', maxLength: 300 })])('any other header is refused', (header) => {
    expect(outcome(() => parseAuthorization(header))).toBe('request_unsigned')
  })
})
