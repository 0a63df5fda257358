import { describe, expect, it } from 'vitest'
import { concat, toBase64, toHex, toUtf8 } from '../../src/protocol/bytes.ts'
import { encodeCanonical } from '../../src/protocol/canonical.ts'
import {
  encodeKeyring,
  type Keyring,
  LARGEST_KEYRING,
  MOST_EPOCHS,
  MOST_RECIPIENTS,
  parseKeyring,
} from '../../src/protocol/keyring/statement.ts'
import { dayText } from '../../src/protocol/time.ts'
import { anyText, bytesUpTo } from '../support/arbitraries.ts'
import { outcome, refusal, sodium } from '../support/implementations.ts'
import { deterministic, makeOrganisation, TODAY } from '../support/organisation.ts'
import { fc, test } from '../support/property.ts'

const { keyring } = makeOrganisation(sodium, {
  people: 2,
  desks: ['main', 'fraud'],
  at: [['main'], ['main', 'fraud']],
})
const random = deterministic('keyring')
const key = () => toBase64(random(32))

/** Whether both ways in agree, and what they say. */
function verdict(changes: Partial<Keyring>): string {
  const changed = { ...keyring, ...changes }
  const read = outcome(() => parseKeyring(encodeCanonical(changed)))
  expect(outcome(() => encodeKeyring(changed))).toBe(read)
  return read
}

const [person, second] = keyring.recipients as [Keyring['recipients'][number], Keyring['recipients'][number]]
const others = (count: number) =>
  Array.from({ length: count }, () => ({
    ...person,
    id: toHex(random(16)),
    identity: key(),
    epochs: [key()],
  }))
const [question] = keyring.questionnaire.questions as [Keyring['questionnaire']['questions'][number]]
const asked = (...questions: Keyring['questionnaire']['questions']) => ({
  questionnaire: { version: 1, questions },
})

describe('4.1 the fields of a keyring', () => {
  it('the plain one is accepted', () => {
    expect(verdict({})).toBe('accepted')
    expect(parseKeyring(encodeKeyring(keyring))).toEqual(keyring)
  })

  it.each<[string, Partial<Keyring>]>([
    ['64 recipients', { recipients: [...keyring.recipients, ...others(MOST_RECIPIENTS - 2)] }],
    ['64 epochs', { recipients: [{ ...person, epochs: Array.from({ length: MOST_EPOCHS }, key) }, second] }],
    ['16 roots', { roots: Array.from({ length: 16 }, key), threshold: 16 }],
    ['400 days', { validUntil: dayText(TODAY - 1 + 400) }],
    ['one day', { validUntil: keyring.validFrom }],
    ['a leap day', { validFrom: '2028-02-29', validUntil: '2028-03-01' }],
    ['the last day of all', { validFrom: '9999-12-31', validUntil: '9999-12-31' }],
    ['a form of many files', { form: ['a', 'a.js', 'a/b', 'b'].map((path) => ({ path, sha256: key() })) }],
    ['no form', { form: [] }],
    ['a language with its script', { languages: ['en', 'kk-Cyrl', 'kk-Latn'] }],
  ])('%s: accepted', (_, changes) => {
    expect(verdict(changes)).toBe('accepted')
  })

  it.each<[string, Partial<Keyring>]>([
    ['65 recipients', { recipients: [...keyring.recipients, ...others(MOST_RECIPIENTS - 1)] }],
    ['no recipient', { recipients: [] }],
    [
      '65 epochs',
      { recipients: [{ ...person, epochs: Array.from({ length: MOST_EPOCHS + 1 }, key) }, second] },
    ],
    ['no epoch', { recipients: [{ ...person, epochs: [] }, second] }],
    ['17 roots', { roots: Array.from({ length: 17 }, key) }],
    ['no root', { roots: [] }],
    ['no signature asked for', { threshold: 0 }],
    ['more signatures than roots', { threshold: 2 }],
    ['no log key', { logKeys: [] }],
    ['a root twice', { roots: [keyring.roots[0] as string, keyring.roots[0] as string] }],
    ['a root that is a log key', { logKeys: [keyring.roots[0] as string] }],
    ['a root that is a reader', { roots: [person.identity] }],
    ['two readers with one identity', { recipients: [person, { ...second, identity: person.identity }] }],
    ['two readers with one intake key', { recipients: [person, { ...second, epochs: person.epochs }] }],
    [
      'an intake key for two weeks',
      { recipients: [{ ...person, epochs: [second.identity, key(), second.identity] }, second] },
    ],
    ['two readers with one id', { recipients: [person, { ...second, id: person.id }] }],
    ['a reader at no desk', { recipients: [{ ...person, desks: [] }, second] }],
    ['a reader at an unknown desk', { recipients: [{ ...person, desks: ['ghost'] }, second] }],
    ['a reader’s desks out of order', { recipients: [person, { ...second, desks: ['fraud', 'main'] }] }],
    ['a reader at a desk twice', { recipients: [{ ...person, desks: ['main', 'main'] }, second] }],
    ['a desk without a reader', { recipients: [person] }],
    ['a desk twice', { desks: [...keyring.desks, ...keyring.desks] }],
    ['no desk', { desks: [] }],
    ['a language twice', { languages: ['en', 'ru', 'ru'] }],
    ['a language too many', { languages: ['en', 'ru', 'kk', 'de'] }],
    ['a language that is none', { languages: ['en', 'ru', 'EN'] }],
    ['a missing translation', { name: ['only', 'two'] }],
    ['an empty name', { name: ['', '', ''] }],
    ['a long name', { name: ['ж'.repeat(101), 'b', 'c'] }],
    ['text with half a letter', { name: ['\ud83d', 'b', 'c'] }],
    ['no question', asked()],
    ['no question that must be answered', asked({ ...question, required: false })],
    ['a question twice', asked(question, question)],
    ['65 questions', asked(...Array.from({ length: 65 }, (_, i) => ({ ...question, id: `q${i}` })))],
    ['dates turned around', { validFrom: keyring.validUntil, validUntil: keyring.validFrom }],
    ['401 days', { validUntil: dayText(TODAY - 1 + 401) }],
    ['the 30th of February', { validUntil: '2027-02-30' }],
    ['the 29th of February of no leap year', { validUntil: '2027-02-29' }],
    ['month 13', { validUntil: '2026-13-01' }],
    ['a day before 1970', { validFrom: '1969-12-31' }],
    ['a day with a time', { validFrom: '2026-11-20T00:00:00Z' }],
    ['a short day', { validFrom: '2026-11-2' }],
    ['the first number with a previous one', { previous: key() }],
    ['a later number without a previous one', { seq: 2 }],
    ['number 0', { seq: 0 }],
    ['a number beyond 32 bits', { seq: 2 ** 32, previous: key() }],
    ['a policy of no days', { policy: { ...keyring.policy, envelopeDays: 0 } }],
    ['17 shard bits', { policy: { ...keyring.policy, shardBits: 17 } }],
    ['form files out of order', { form: ['b', 'a'].map((path) => ({ path, sha256: key() })) }],
    ['a form file twice', { form: ['a', 'a'].map((path) => ({ path, sha256: key() })) }],
    ['a path that goes up', { form: [{ path: '../a', sha256: key() }] }],
    ['a path that goes up inside', { form: [{ path: 'a/../b', sha256: key() }] }],
    ['a path from the root', { form: [{ path: '/a', sha256: key() }] }],
    ['a path with a backslash', { form: [{ path: 'a\\b', sha256: key() }] }],
    ['a hidden file', { form: [{ path: '.htaccess', sha256: key() }] }],
    ['a path with an empty part', { form: [{ path: 'a//b', sha256: key() }] }],
    ['a path with a line end', { form: [{ path: 'a\n', sha256: key() }] }],
    ['a key of 31 bytes', { roots: [toBase64(random(31))] }],
    ['a key of 33 bytes', { roots: [toBase64(random(33))] }],
    ['a key in other base64', { roots: [key().slice(0, -1)] }],
  ])('%s: refused', (_, changes) => {
    expect(verdict(changes)).toBe('keyring_malformed')
  })
})

describe('4.2 the payload', () => {
  const texts = fc.array(anyText(1, 40), { minLength: 3, maxLength: 3 })

  test.prop([texts, fc.integer({ min: 1, max: 36_500 })], { numRuns: 50 })(
    'any texts and clocks are read as they were written, in the same bytes',
    (name, acknowledgeDays) => {
      const changed = { ...keyring, name, policy: { ...keyring.policy, acknowledgeDays } }
      const payload = encodeKeyring(changed)
      expect(parseKeyring(payload)).toEqual(changed)
      expect(encodeKeyring(parseKeyring(payload))).toEqual(payload)
    },
  )

  test.prop([bytesUpTo(100)])('random bytes are refused', (bytes) => {
    expect(outcome(() => parseKeyring(bytes))).toBe('keyring_malformed')
  })

  it('any spelling but the one is refused', () => {
    const payload = encodeKeyring(keyring)
    const json = new TextDecoder().decode(payload)
    for (const other of [
      ` ${json}`,
      `${json}\n`,
      `\ufeff${json}`,
      json.replace('"seq":1', '"seq":1.0'),
      json + json,
    ]) {
      expect(outcome(() => parseKeyring(toUtf8(other)))).toBe('keyring_malformed')
    }
    expect(outcome(() => parseKeyring(concat(payload, new Uint8Array(1))))).toBe('keyring_malformed')
  })

  it('one too long is refused before it is read', () => {
    const long = toUtf8(`${JSON.stringify({ ...keyring, version: 2 })}${' '.repeat(LARGEST_KEYRING)}`)
    expect(refusal(() => parseKeyring(long))?.message).toContain('too long')
  })

  it('the largest keyring with full lists fits', () => {
    const recipients = [...keyring.recipients, ...others(MOST_RECIPIENTS - 2)].map((each) => ({
      ...each,
      epochs: Array.from({ length: MOST_EPOCHS }, key),
    }))
    expect(encodeKeyring({ ...keyring, recipients }).length).toBeLessThan(LARGEST_KEYRING)
  })
})

describe('4.2 a keyring of a newer version', () => {
  const newer = (changes: object) =>
    refusal(() => parseKeyring(encodeCanonical({ ...keyring, version: 2, ...changes })))

  it.each([
    ['with the same fields', {}],
    ['with fields that nobody knows yet', { feature: { on: true } }],
    ['with fields of another shape', { roots: { a: 1 }, recipients: null }],
    ['much later', { version: 99 }],
  ])('says “update”, never “tampered”: %s', (_, changes) => {
    const { code, message, hint } = newer(changes) ?? {}
    expect(code).toBe('keyring_newer')
    expect(`${message} ${hint}`).toMatch(/newer.*update/i)
    expect(`${message} ${hint}`).not.toMatch(/tamper|refused|wrong|malformed/i)
  })

  it.each([0, -1, 1.5, '2', null, true])('but version %j is none', (version) => {
    expect(newer({ version })?.code).toBe('keyring_malformed')
  })

  it('and another kind of document is none', () => {
    expect(newer({ candor: 'tip' })?.code).toBe('keyring_malformed')
  })
})
