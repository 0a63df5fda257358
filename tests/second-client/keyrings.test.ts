import { describe, expect, it } from 'vitest'
import { parseIntakeKeys } from '../../src/protocol/epoch.ts'
import { trustGenesis } from '../../src/protocol/keyring/chain.ts'
import { noble } from '../../src/protocol/primitives/noble.ts'
import { loadSodium } from '../../src/protocol/primitives/sodium.ts'
import { deterministic, makeOrganisation, THIS_EPOCH } from '../support/organisation.ts'
import { type Bytes, join, toBase64, utf8 } from './bytes.ts'
import { follow } from './chain.ts'
import { readIntakeKeys } from './intake.ts'
import { acceptedByBoth, first, mine, refusedByBoth, signUnread, theirs } from './stage.ts'

const sodium = await loadSodium()
const random = deterministic('keyrings')

const organisation = makeOrganisation(sodium, {
  people: 4,
  desks: ['main', 'audit'],
  at: [['main'], ['main'], ['audit'], ['main', 'audit']],
  roots: 3,
  threshold: 2,
})
const { keyring, trusted, statement, roots } = organisation
const { recipients } = keyring

describe('a signed keyring that is written otherwise is refused by both', () => {
  const text = Buffer.from(statement).toString('utf8')
  const [one = ''] = /\{"keyid[^}]*\}/.exec(text) ?? []
  it.each<[string, string]>([
    ['a space', text.replace(',', ', ')],
    ['a line feed at the end', `${text}\n`],
    ['a signer twice', text.replace(one, `${one},${one}`)],
    [
      'a signature altered',
      text.replace(/"sig":"./, (found) => `${found.slice(0, -1)}${found.endsWith('A') ? 'B' : 'A'}`),
    ],
    ['another type', text.replace('candor.keyring', 'candor.keyrings')],
    ['base64 without padding', text.replaceAll('=', '')],
    ['another payload', text.replace('"payload":"eyJj', '"payload":"eyJk')],
    ['no payload', text.replace(/"payload":"[^"]*"/, '"payload":""')],
    ['nothing', ''],
  ])('%s', (_, each) => {
    const bytes = utf8(each)
    const verdicts = [
      mine(() => follow(trusted.orgId, [bytes])),
      theirs(() => trustGenesis(noble, bytes, trusted.orgId)),
    ]
    expect(verdicts).toEqual(refusedByBoth)
  })
})

const genesis = (changes: object): Bytes => signUnread({ ...keyring, ...changes }, roots)
const question = first(keyring.questionnaire.questions)
const asking = (...questions: object[]) => ({ questionnaire: { version: 1, questions } })
const at = (recipient: object) => ({
  recipients: [{ ...first(recipients), ...recipient }, ...recipients.slice(1)],
})
const desk = first(keyring.desks)
const formOf = (...paths: string[]) => ({
  form: paths.map((path) => ({ path, sha256: toBase64(random(32)) })),
})
const key = toBase64(random(32))

const judged = (bytes: Bytes) => {
  const { payload } = JSON.parse(Buffer.from(bytes).toString('utf8')) as { payload: string }
  const orgId = sodium.sha256(Buffer.from(payload, 'base64'))
  return [mine(() => follow(orgId, [bytes])), theirs(() => trustGenesis(sodium, bytes, orgId))]
}

it.each<[string, object]>([
  ['no changes', {}],
  ['the form’s files', formOf('Z.js', '_a/b-c.d', 'a', 'a-b', 'a/b', `b/${'c'.repeat(198)}`)],
  ['a script', { languages: ['en', 'ru', 'kaa-Latn'] }],
  ['texts with everything in them', { contact: ['\u0000"\\\u2028', '🧾'.repeat(250), 'ж'.repeat(500)] }],
  [
    'the largest numbers',
    { ...asking({ ...question }), policy: { ...keyring.policy, blobDays: 36_500, shardBits: 16 } },
  ],
  ['the same id for a desk and a question', asking({ ...question, id: 'main', group: 'main' })],
  ['a leap day', { validFrom: '2024-02-29', validUntil: '2024-02-29' }],
])('a genesis is taken by both with %s', (_, changes) => {
  expect(judged(genesis(changes))).toEqual(acceptedByBoth)
})

it.each<[string, object]>([
  ['another field', { extra: 1 }],
  ['another document’s name', { candor: 'tip' }],
  ['version 0', { version: 0 }],
  ['a version in between', { version: 1.5 }],
  ['seq 0', { seq: 0 }],
  ['seq 2 and no predecessor', { seq: 2 }],
  ['a predecessor', { previous: key }],
  ['no such day', { validFrom: '2026-02-29' }],
  ['a day before 1970', { validFrom: '1969-12-31', validUntil: '1970-01-02' }],
  ['a day with a time', { validFrom: '2026-11-20T00' }],
  ['threshold 0', { threshold: 0 }],
  ['a threshold above the roots', { threshold: 4 }],
  ['no root', { roots: [], threshold: 1 }],
  ['a root twice', { roots: [...keyring.roots, first(keyring.roots)] }],
  ['a root that logs', { logKeys: keyring.roots.slice(0, 1) }],
  ['a key of 31 bytes', { logKeys: [toBase64(random(31))] }],
  ['no log key', { logKeys: [] }],
  ['nine log keys', { logKeys: Array.from({ length: 9 }, () => toBase64(random(32))) }],
  ['a language twice', { languages: ['en', 'ru', 'ru'] }],
  ['a language too few', { languages: ['en', 'ru'] }],
  ['a language in capitals', { languages: ['en', 'ru', 'KK'] }],
  ['an empty name', { name: ['', 'a', 'b'] }],
  ['a name of 201 bytes', { name: ['a', 'b', `${'ж'.repeat(100)}x`] }],
  ['half a character', { contact: ['', '', '\udc00'] }],
  ['a desk without recipients', { desks: [...keyring.desks, { ...desk, id: 'empty' }] }],
  ['a desk twice', { desks: [...keyring.desks, desk] }],
  ['no desk', { desks: [] }],
  ['a desk id with a capital', { desks: [{ ...desk, id: 'Main' }, ...keyring.desks.slice(1)] }],
  ['a recipient at an unknown desk', at({ desks: ['main', 'other'] })],
  ['a recipient at desks out of order', at({ desks: ['audit', 'main'] })],
  ['a recipient at no desk', at({ desks: [] })],
  ['a recipient twice', { recipients: [...recipients, first(recipients)] }],
  ['a recipient’s id in capitals', at({ id: 'AB'.repeat(16) })],
  ['an identity that is a root', at({ identity: first(keyring.roots) })],
  ['no intake key', at({ epochs: [] })],
  ['no recipient', { recipients: [] }],
  ['no question', asking()],
  ['no required question', asking({ ...question, required: false })],
  ['a question twice', asking(question, question)],
  ['a question of another kind', asking({ ...question, kind: 'medium' })],
  ['a question with another role', asking({ ...question, role: 'witness' })],
  ['a question without a hint', asking({ ...question, hint: undefined })],
  ['a question that is required perhaps', asking({ ...question, required: 1 })],
  ['days of 0', { policy: { ...keyring.policy, dropDays: 0 } }],
  ['17 shard bits', { policy: { ...keyring.policy, shardBits: 17 } }],
  ['a path twice', formOf('a', 'a')],
  ['paths out of order', formOf('a/b', 'a-b')],
  ['a path that begins with a dot', formOf('.a')],
  ['a path that goes up', formOf('a/../b')],
  ['an absolute path', formOf('/a')],
  ['a path of 201 characters', formOf('a'.repeat(201))],
])('a genesis is refused by both with %s', (_, changes) => {
  expect(judged(genesis(changes))).toEqual(refusedByBoth)
})

it('a keyring of a newer version asks both to update', () => {
  expect(judged(genesis({ version: 2 }))).toEqual(['newer', 'newer'])
  expect(judged(genesis({ version: 4_294_967_296, threshold: 'more', unknown: [] }))).toEqual([
    'newer',
    'newer',
  ])
})

it('another organisation’s genesis is refused by both', () => {
  const orgId = random(32)
  const verdicts = [
    mine(() => follow(orgId, [statement])),
    theirs(() => trustGenesis(sodium, statement, orgId)),
  ]
  expect(verdicts).toEqual(refusedByBoth)
})

describe('the intake keys that a server hands out', () => {
  const keysAt = (place: number) => organisation.people.map(({ block }) => block.keys[place] as Bytes)
  const verdicts = (epoch: number, bytes: Bytes) => [
    mine(() => readIntakeKeys(keyring, epoch, bytes)),
    theirs(() => parseIntakeKeys(sodium, keyring, epoch, bytes)),
  ]

  it('count in their week, and the last for every later one, for both', () => {
    const [now, later] = [join(...keysAt(0)), join(...keysAt(1))]
    expect(verdicts(THIS_EPOCH, now)).toEqual(acceptedByBoth)
    for (const epoch of [THIS_EPOCH + 1, THIS_EPOCH + 2, 4_294_967_295])
      expect(verdicts(epoch, later)).toEqual(acceptedByBoth)
    for (const epoch of [0, THIS_EPOCH - 1, THIS_EPOCH + 1])
      expect(verdicts(epoch, now)).toEqual(refusedByBoth)
    expect(readIntakeKeys(keyring, THIS_EPOCH, now)).toEqual(parseIntakeKeys(noble, keyring, THIS_EPOCH, now))
  })

  it('are refused by both when one is missing, added, exchanged or altered', () => {
    const [a, b, ...rest] = keysAt(0) as [Bytes, Bytes, Bytes, Bytes]
    for (const keys of [
      [a, b],
      [a, b, ...rest, a],
      [b, a, ...rest],
      [a, a, ...rest],
      [random(1216), b, ...rest],
      [],
    ]) {
      expect(verdicts(THIS_EPOCH, join(...keys))).toEqual(refusedByBoth)
    }
    expect(verdicts(THIS_EPOCH, join(a, b, ...rest).slice(0, -1))).toEqual(refusedByBoth)
  })
})
