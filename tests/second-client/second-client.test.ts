import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { caseName as productCaseName } from '../../src/protocol/case-name.ts'
import { codenameFrom, codenameNumbers, parseCodename } from '../../src/protocol/codename.ts'
import { parseEnvelope } from '../../src/protocol/envelope.ts'
import { encodeIntakeBlock, parseIntakeBlock } from '../../src/protocol/epoch.ts'
import type { Keyring } from '../../src/protocol/keyring/statement.ts'
import { noble } from '../../src/protocol/primitives/noble.ts'
import { loadSodium } from '../../src/protocol/primitives/sodium.ts'
import { signPromise, verifyPromise } from '../../src/protocol/promise.ts'
import { receiptTag as productTag } from '../../src/protocol/receipt.ts'
import { parseAuthorization, signRequest, verifyRequest } from '../../src/protocol/request.ts'
import { deriveSourceKeys } from '../../src/protocol/source-keys.ts'
import { openTip as productOpen, sealTip as productSeal } from '../../src/protocol/tip.ts'
import {
  encodeEntries,
  encodeSubmission,
  encodeTips,
  parseEntries,
  parseTips,
} from '../../src/protocol/wire.ts'
import { deterministic, makeOrganisation, type Shape, THIS_EPOCH, TODAY } from '../support/organisation.ts'
import { type Bytes, fromHex, join, utf8 } from './bytes.ts'
import { caseName, fromNumbers, fromWords, sourceKeys, toNumbers, toWords } from './codename.ts'
import { turned } from './forge.ts'
import { makeBlock, readBlock } from './intake.ts'
import { ownEntries, readEntryPage, readTipPage, writeEntryPage, writeTipPage } from './pages.ts'
import { checkPromise, makePromise, receiptTag } from './receipt.ts'
import { authorize, checkRequest } from './request.ts'
import { type Draft, tipOf } from './send.ts'
import {
  acceptedByBoth,
  draftOf,
  entropy,
  file,
  first,
  mine,
  openMine,
  out,
  refusedByBoth,
  type Setting,
  sealMine,
  settle,
  theirs,
} from './stage.ts'
import { writeTip } from './tip.ts'

const sodium = await loadSodium()

const random = deterministic('second client')
const six = [['main'], ['audit'], ['main', 'audit'], ['board'], ['audit', 'board'], ['main', 'board']]

type Case = { name: string; shape: Shape; draft: (keyring: Keyring) => Draft; epoch?: number }

const cases: Case[] = [
  { name: 'one recipient', shape: { people: 1 }, draft: () => draftOf() },
  { name: 'two, one left out', shape: { people: 2 }, draft: (k) => draftOf({ exclude: out(k, 0) }) },
  {
    name: 'three in the last week that has keys',
    shape: { people: 3, roots: 3, threshold: 2 },
    draft: () => draftOf({ files: [file], checkpoint: 'a log\n7\n' }),
    epoch: THIS_EPOCH + 1,
  },
  {
    name: 'four at two desks, long after the last key',
    shape: { people: 4, desks: ['main', 'audit'], at: [['main'], ['audit'], ['audit'], ['main', 'audit']] },
    draft: () => draftOf({ desks: ['audit'], escalate: ['main'] }),
    epoch: THIS_EPOCH + 20,
  },
  {
    name: 'five, three left out',
    shape: { people: 5 },
    draft: (k) => draftOf({ exclude: out(k, 1, 2, 4), language: 'kk' }),
  },
  {
    name: 'six at three desks, two left out and one desk for later',
    shape: { people: 6, desks: ['main', 'audit', 'board'], at: six },
    draft: (k) => draftOf({ desks: ['main', 'audit'], exclude: out(k, 2, 3), escalate: ['board'] }),
  },
]

const both = [
  { name: 'libsodium', p: sodium, some: cases },
  { name: 'noble', p: noble, some: [cases[2], cases[5]] as Case[] },
] as const

const openTheirs = (p: typeof noble, s: Setting, place: number, envelope: Bytes) =>
  productOpen(p, s, parseEnvelope(envelope), place, s.seeds[place] as Bytes)

describe.each(both)('the second client and the product over $name', ({ p, some }) => {
  it.each(some)('seal the same bytes, and open each other’s: $name', ({ shape, draft, epoch }) => {
    const organisation = makeOrganisation(p, shape)
    const s = settle(organisation, epoch)
    const [seed, today] = [random(32), epoch === undefined ? TODAY : epoch * 7]
    const chosen = draft(s.trusted.keyring)
    const theirEnvelope = productSeal(p, s, deriveSourceKeys(p, entropy, s.trusted.orgId), chosen, seed)
    const sent = sealMine(s, chosen, today, seed)
    expect(Buffer.compare(sent.envelope, theirEnvelope)).toBe(0)
    expect(sent.hash).toEqual(p.sha256(theirEnvelope))
    expect(sent.tag).toEqual(productTag(p, deriveSourceKeys(p, entropy, s.trusted.orgId), sent.hash))
    expect(Buffer.compare(sent.submission, encodeSubmission(sent.tag, theirEnvelope))).toBe(0)
    s.people.forEach(({ id }, place) => {
      const at = s.trusted.keyring.recipients[place]?.desks ?? []
      const named = [...chosen.desks, ...chosen.escalate]
      const isAddressed = at.some((desk) => named.includes(desk)) && !chosen.exclude.includes(id)
      if (!isAddressed) {
        expect(mine(() => openMine(s, place, theirEnvelope))).toBe('unopened')
        expect(theirs(() => openTheirs(p, s, place, sent.envelope))).toBe('unopened')
        return
      }
      const read = openMine(s, place, theirEnvelope)
      const theirRead = openTheirs(p, s, place, sent.envelope)
      if (read.status !== 'opened' || theirRead.status !== 'sound') throw new Error('one of them is void')
      expect(read.tip).toEqual(theirRead.tip)
      expect(read.tip).toMatchObject(chosen)
      expect(read.findings.map((each) => each.replace(' ', '-'))).toEqual(theirRead.slots)
    })
  })

  it('make the same words, numbers, keys, tags and case names of a codename', () => {
    const orgId = random(32)
    for (let round = 0; round < 30; round += 1) {
      const [bytes, hash] = [random(16), random(32)]
      const words = toWords(bytes)
      const keys = sourceKeys(bytes, orgId)
      expect(words).toBe(codenameFrom(bytes))
      expect(toNumbers(bytes)).toBe(codenameNumbers(words))
      expect([parseCodename(words), fromWords(words), fromNumbers(toNumbers(bytes))]).toEqual(
        Array(3).fill(bytes),
      )
      expect(keys).toEqual(deriveSourceKeys(p, bytes, orgId))
      expect(receiptTag(keys.receipt, hash)).toEqual(productTag(p, keys, hash))
      expect(caseName(hash)).toBe(productCaseName(p, hash))
    }
  })

  it('make the same promise and take each other’s, and no altered one', () => {
    const organisation = makeOrganisation(p, { people: 1 })
    const { chain } = settle(organisation)
    const promised = { orgId: chain.orgId, envelope: random(32), tag: random(32), day: TODAY }
    const note = signPromise(p, promised, organisation.logKey)
    const submission = { orgId: chain.orgId, hash: promised.envelope, tag: promised.tag }
    expect(makePromise(submission, TODAY, organisation.logKey)).toBe(note)
    expect(checkPromise(chain, promised.envelope, promised.tag, utf8(note))).toBe(TODAY)
    const check = (text: string) =>
      mine(() => checkPromise(chain, promised.envelope, promised.tag, utf8(text)))
    const logKey = p.verifyingKey(organisation.logKey)
    for (let at = 0; at < note.length; at += 7) {
      const other = note[at] === '1' ? '2' : '1'
      const altered = note.slice(0, at) + other + note.slice(at + 1)
      expect(check(altered)).toBe('refused')
      expect(theirs(() => verifyPromise(p, altered, [logKey]))).toBe('refused')
    }
    expect([check(`${note}\n`), check(note.slice(0, -1)), check(` ${note}`)]).toEqual(
      Array(3).fill('refused'),
    )
    expect(check(makePromise(submission, TODAY, random(32)))).toBe('refused')
  })

  it('take each other’s intake blocks, and no altered one', () => {
    const { people, keyring } = makeOrganisation(p, { people: 2, epochs: 3 })
    const [{ id, identity, block }, recipient] = [first(people), first(keyring.recipients)]
    const bytes = makeBlock(identity, fromHex(id, 16), block.firstEpoch, [...block.keys])
    expect(Buffer.compare(bytes, encodeIntakeBlock(block))).toBe(0)
    const read = (each: Bytes) => readBlock(each, fromHex(id, 16), p.verifyingKey(identity))
    expect(read(bytes)).toEqual(parseIntakeBlock(p, recipient, bytes))
    const altered = [turned(bytes, 3), turned(bytes, 5), turned(bytes, 700), turned(bytes, bytes.length - 1)]
    for (const each of [
      ...altered,
      bytes.slice(1),
      bytes.slice(0, -1),
      join(bytes, bytes),
      random(6),
      random(0),
    ]) {
      expect([mine(() => read(each)), theirs(() => parseIntakeBlock(p, recipient, each))]).toEqual(
        refusedByBoth,
      )
    }
  })

  it('take each other’s signed requests, in time and unaltered', () => {
    const { people, keyring, trusted } = makeOrganisation(p, { people: 2 })
    const [{ id, identity }, { orgId }, time] = [first(people), trusted, 1_795_000_000]
    const request = { method: 'GET', path: '/v1/tips?after=0&имя=%D0%B0', body: new Uint8Array(0) }
    const header = authorize(identity, orgId, fromHex(id, 16), time, request)
    expect(header).toBe(signRequest(p, id, identity, { ...request, orgId, time }))
    const verdicts = (text: string, now: number, changes = {}, org = orgId) => [
      mine(() => checkRequest(keyring, org, now, text, { ...request, ...changes })),
      theirs(() => {
        const authorization = parseAuthorization(text)
        const known = keyring.recipients.find((each) => each.id === authorization.recipientId)
        const key = known
          ? p.verifyingKey(people[keyring.recipients.indexOf(known)]?.identity as Bytes)
          : random(32)
        verifyRequest(p, key, authorization, { ...request, orgId: org, ...changes }, now)
      }),
    ]
    for (const now of [time, time - 300, time + 300]) expect(verdicts(header, now)).toEqual(acceptedByBoth)
    for (const now of [time - 301, time + 301]) expect(verdicts(header, now)).toEqual(refusedByBoth)
    for (const changes of [{ method: 'PUT' }, { path: '/v1/tips?after=1' }, { body: random(1) }]) {
      expect(verdicts(header, time, changes)).toEqual(refusedByBoth)
    }
    expect(verdicts(header, time, {}, random(32))).toEqual(refusedByBoth)
    const stranger = header.replace(id, people[1]?.id ?? '')
    for (const text of [stranger, header.toUpperCase(), `${header} `, header.replace(', ', ','), '']) {
      expect(verdicts(text, time)).toEqual(refusedByBoth)
    }
  })
})

describe('sizes', () => {
  const s = settle(makeOrganisation(sodium, { people: 1 }))
  const filled = (bytes: number) =>
    draftOf({
      answers: [
        { id: 'what', n: 0, text: 'x'.repeat(Math.ceil(bytes / 2)) },
        { id: 'who', n: 0, text: 'x'.repeat(Math.floor(bytes / 2)) },
      ],
    })
  const around = 64 + writeTip(tipOf(s.source, filled(2))).length - 2

  it.each([14, 15, 16, 18, 20])('of 2^%i bytes are filled to the last byte by both', (power) => {
    for (const [room, size] of [
      [-4, 2 ** power],
      [-3, 2 ** (power + 1)],
    ] as const) {
      const [draft, seed] = [filled(2 ** power - around + room), random(32)]
      const seal = () => productSeal(sodium, s, s.source, draft, seed)
      if (size > 1_048_576) {
        expect([mine(() => sealMine(s, draft, TODAY, seed)), theirs(seal)]).toEqual(refusedByBoth)
        continue
      }
      const { envelope } = sealMine(s, draft, TODAY, seed)
      expect(Buffer.compare(envelope, seal())).toBe(0)
      expect(envelope.length).toBe(46 + 32 + 1168 + size + 16)
      expect(openMine(s, 0, envelope).status).toBe('opened')
    }
  })
})

describe('a source that both refuse to seal for', () => {
  const s = settle(
    makeOrganisation(sodium, { people: 2, desks: ['main', 'audit'], at: [['main', 'audit'], ['main']] }),
  )
  const { keyring } = s.trusted
  const what = { id: 'what', n: 0, text: 'x' }
  it.each<[string, Partial<Draft>]>([
    ['excludes everyone', { exclude: out(keyring, 0, 1) }],
    ['leaves only readers for later', { desks: ['audit'], exclude: out(keyring, 0), escalate: ['main'] }],
    ['leaves a required question', { answers: [{ id: 'who', n: 0, text: 'x' }] }],
    ['answers what was not asked', { answers: [what, { id: 'else', n: 0, text: 'x' }] }],
    ['repeats what is asked once', { answers: [what, { ...what, n: 1 }] }],
    ['answers twice', { answers: [what, what] }],
    ['answers nothing', { answers: [{ ...what, text: '' }] }],
    ['writes half a character', { answers: [{ ...what, text: '\ud83d' }] }],
    ['writes too much', { answers: [{ ...what, text: 'ж'.repeat(500_001) }] }],
    ['names desks out of order', { desks: ['audit', 'main'] }],
    ['names an unknown desk', { desks: ['main', 'other'] }],
    ['names no desk', { desks: [] }],
    ['excludes somebody twice', { exclude: [...out(keyring, 1), ...out(keyring, 1)] }],
    ['excludes nobody known', { exclude: ['00'.repeat(16)] }],
    ['escalates to whom it addresses', { escalate: ['main'] }],
    ['reads no language', { language: 'RU' }],
    ['attaches half a blob', { files: [{ ...file, blobs: ['AA=='] }] }],
  ])('%s', (_, changes) => {
    const [draft, seed] = [draftOf({ answers: [what], ...changes }), random(32)]
    const verdicts = [
      mine(() => sealMine(s, draft, TODAY, seed)),
      theirs(() => productSeal(sodium, s, s.source, draft, seed)),
    ]
    expect(verdicts).toEqual(refusedByBoth)
  })
})

describe('pages', () => {
  const hashes = [random(32), random(32), random(32)]
  const keys = sourceKeys(entropy, random(32))
  const tips = hashes.map((tag, batch) => ({ batch: batch + 1, tag, envelope: random(40 * batch) }))
  const entries = hashes.map((hash, batch) => ({
    batch,
    day: TODAY,
    tag: receiptTag(keys.receipt, hash),
    hash,
  }))
  const head = { next: 4_000_000_000, more: true }

  it('are written and read alike, empty ones too', () => {
    for (const [tipRows, entryRows] of [
      [tips, entries],
      [[], []],
    ] as const) {
      const [tipPage, entryPage] = [
        { ...head, rows: [...tipRows] },
        { next: 9, more: false, rows: [...entryRows] },
      ]
      expect(writeTipPage(tipPage)).toEqual(encodeTips(tipPage))
      expect(writeEntryPage(entryPage)).toEqual(encodeEntries(entryPage))
      expect([readTipPage(encodeTips(tipPage)), parseTips(writeTipPage(tipPage))]).toEqual([tipPage, tipPage])
      expect([readEntryPage(encodeEntries(entryPage)), parseEntries(writeEntryPage(entryPage))]).toEqual([
        entryPage,
        entryPage,
      ])
    }
  })

  it('are refused by both with bytes missing or left over', () => {
    const [tipPage, entryPage] = [
      encodeTips({ ...head, rows: tips }),
      encodeEntries({ ...head, rows: entries }),
    ]
    const verdicts = (bytes: Bytes) => [
      [mine(() => readTipPage(bytes)), theirs(() => parseTips(bytes))],
      [mine(() => readEntryPage(bytes)), theirs(() => parseEntries(bytes))],
    ]
    const broken = [tipPage, entryPage].flatMap((page) => [
      page.slice(0, -1),
      join(page, random(1)),
      turned(page, 8),
    ])
    const unclear = entryPage.map((byte, at) => (at === 4 ? 2 : byte))
    for (const page of [
      ...broken,
      unclear,
      random(0),
      tipPage.slice(0, 8),
      join(new Uint8Array(5), random(4)),
    ]) {
      expect(verdicts(page)).toEqual([refusedByBoth, refusedByBoth])
    }
  })

  it('show whoever has the codename their entries, and nobody else any', () => {
    const page = { ...head, rows: [{ ...first(entries), tag: random(32) }, ...entries.slice(1)] }
    expect(ownEntries(keys.receipt, page)).toEqual(entries.slice(1))
    expect(ownEntries(random(32), page)).toEqual([])
  })
})

describe('the second client', () => {
  const folder = new URL('.', import.meta.url)
  const files = readdirSync(folder).filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
  const allowed =
    /^(\.\/[a-z]+\.ts|@noble\/(ciphers|curves|hashes|post-quantum)\/[a-z0-9-]+\.js|@scure\/base|@scure\/bip39\/wordlists\/english\.js)$/

  it.each(files)('takes nothing of the product: %s', (name) => {
    const text = readFileSync(new URL(name, folder), 'utf8')
    const sources = [...text.matchAll(/(?:\bfrom|\bimport)\s*\(?\s*['"]([^'"]+)['"]/g)].map(
      ([, source]) => source,
    )
    expect(sources.filter((source) => !allowed.test(source ?? ''))).toEqual([])
    expect(text).not.toMatch(/\brequire\b|\bimport\s*\(|\/src\//)
  })
})
