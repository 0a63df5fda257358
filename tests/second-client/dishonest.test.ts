import { expect, it } from 'vitest'
import { parseEnvelope } from '../../src/protocol/envelope.ts'
import { trustGenesis } from '../../src/protocol/keyring/chain.ts'
import { loadSodium } from '../../src/protocol/primitives/sodium.ts'
import { openTip as productOpen, sealTip as productSeal } from '../../src/protocol/tip.ts'
import { deterministic, makeOrganisation, recipientOf, signAll, TODAY } from '../support/organisation.ts'
import { type Bytes, fromHex, join, label, u16, utf8 } from './bytes.ts'
import { isAcceptable, readEnvelope, writeHeader } from './envelope.ts'
import { type Bench, type Deceit, forge, turned } from './forge.ts'
import { makeBlock, readBlock } from './intake.ts'
import { aeadSeal, encaps, keyed } from './primitives.ts'
import { slotPair } from './seal.ts'
import { tipOf } from './send.ts'
import { draftOf, mine, openMine, out, refusedByBoth, sealMine, settle, theirs } from './stage.ts'
import { type Tip, writeTip } from './tip.ts'

const sodium = await loadSodium()
const random = deterministic('dishonest')

const shape = {
  people: 4,
  desks: ['main', 'audit', 'board'],
  at: [['main'], ['main', 'audit'], ['audit'], ['board']],
}
const s = settle(makeOrganisation(sodium, shape))
const { keyring, hash, orgId } = s.trusted
const ids = keyring.recipients.map(({ id }) => fromHex(id, 16))

const headerOf = (epoch: number) => writeHeader({ keyringHash: hash, epoch, count: ids.length })

const bench: Bench = {
  orgId,
  header: headerOf(s.epoch),
  readers: { ids, keys: s.keys },
  seed: random(32),
  signing: s.source.signing,
}

const tip: Tip = tipOf(s.source, draftOf({ escalate: ['board'] }))
const honest = [true, true, false, true]

/** What each makes of it, at these places: opened, void, or why it was refused. */
const readings = (envelope: Bytes, places = [0, 1, 2, 3]) =>
  places.map((place) => {
    const found: string[] = ['', '']
    const refusals = [
      mine(() => {
        found[0] = openMine(s, place, envelope).status
      }),
      theirs(() => {
        const { status } = productOpen(sodium, s, parseEnvelope(envelope), place, s.seeds[place] as Bytes)
        found[1] = status === 'sound' ? 'opened' : status
      }),
    ]
    const [a = '', b = ''] = found.map((each, i) => each || refusals[i])
    return a === b ? a : `${a} and ${b}`
  })

const everywhere = (reading: string) => honest.map((yes) => (yes ? reading : 'unopened'))

const say = (changes: Partial<Tip>): Bytes => writeTip({ ...tip, ...changes })
const spelled = (change: (text: string) => string): Bytes =>
  utf8(change(Buffer.from(writeTip(tip)).toString('utf8')))

it('an honest envelope made by hand opens for exactly the addressed', () => {
  expect(readings(forge(bench, { tip: writeTip(tip), addressed: honest }))).toEqual(everywhere('opened'))
})

it.each<[string, Partial<Deceit>]>([
  ['leaves out somebody it names', { addressed: [true, false, false, true] }],
  ['leaves out somebody it names for later', { addressed: [true, true, false, false] }],
  ['reaches somebody it does not name', { addressed: [true, true, true, true] }],
  ['reaches somebody it names neither now nor for later', { tip: say({ escalate: [] }) }],
  ['says it left out somebody at a later desk that it reaches', { tip: say({ exclude: out(keyring, 3) }) }],
  ['is signed by somebody else', { signing: random(32) }],
  ['has a signature altered', { content: (content) => turned(content, 5) }],
  ['has a tip altered after signing', { content: (content) => turned(content, content.length - 20) }],
  ['holds nothing', { content: () => new Uint8Array(0) }],
  ['holds a signature alone', { content: (content) => content.slice(0, 64) }],
  ['names a desk it does not reach', { tip: say({ desks: ['main', 'audit'], escalate: [] }) }],
  ['names an unknown desk', { tip: say({ desks: ['main', 'other'] }) }],
  ['names a desk twice', { tip: say({ desks: ['main', 'main'] }) }],
  ['names nobody known to leave out', { tip: say({ exclude: ['ab'.repeat(16)] }) }],
  ['names people to leave out in another order', { tip: say({ exclude: out(keyring, 2, 3).reverse() }) }],
  ['says it left out somebody that it reaches', { tip: say({ exclude: out(keyring, 0) }) }],
  ['escalates to whom it addresses', { tip: say({ escalate: ['main'] }) }],
  ['escalates to an unknown desk', { tip: say({ escalate: ['other'] }) }],
  ['escalates in another order', { tip: say({ escalate: ['board', 'audit'] }) }],
  ['is spelled with a space', { tip: spelled((text) => text.replace(':', ': ')) }],
  ['is spelled with a needless escape', { tip: spelled((text) => text.replace('money', '\\u006doney')) }],
  ['is spelled with half a character', { tip: spelled((text) => text.replace('money', '\\ud83d')) }],
  ['has another field', { tip: spelled((text) => text.replace('}', ',"x":1}')) }],
  [
    'has its fields in another order',
    { tip: spelled((text) => text.replace('"n":0,', '').replace('money."', 'money.","n":0')) },
  ],
  ['has a field twice', { tip: spelled((text) => text.replace('"version":1', '"version":1,"version":1')) }],
  ['has a number with an exponent', { tip: spelled((text) => text.replace('"n":1', '"n":1e0')) }],
  ['answers twice', { tip: spelled((text) => text.replace('"n":2', '"n":1')) }],
  ['has a byte order mark', { tip: spelled((text) => `\ufeff${text}`) }],
  ['is of a newer version', { tip: spelled((text) => text.replace('"version":1', '"version":2')) }],
  ['is no JSON', { tip: utf8('candor') }],
  ['is no UTF-8', { tip: Uint8Array.of(0x22, 0xff, 0x22) }],
])('an envelope is void for both when it %s', (_, deceit) => {
  const found = readings(forge(bench, { tip: writeTip(tip), addressed: honest, ...deceit }), [0, 2])
  expect(found).toEqual(['void', deceit.addressed?.[2] === true ? 'void' : 'unopened'])
})

const replaced = (place: number, make: (ctx: Bytes, slot: Bytes) => Bytes): Partial<Deceit> => ({
  slots: (slots, ctx) => slots.map((slot, at) => (at === place ? make(ctx, slot) : slot)),
})

const pair = (ctx: Bytes, seed: Bytes, place: number, id = place) =>
  slotPair(seed, ctx, place, ids[id] as Bytes, s.keys[place] as Bytes)

/** Opens to the right seed, but was not made from it. */
const detached = (ctx: Bytes, place: number): Bytes => {
  const { ct, ss } = encaps(s.keys[place] as Bytes, random(64))
  const wrap = keyed(ss, label('wrap'), ctx, u16(place), ids[place] as Bytes)
  return join(ct, aeadSeal(wrap, ctx, bench.seed))
}

const none = everywhere('unopened')
const others = ['void', 'unopened', 'unopened', 'void']
const smallOrder = (slot: Bytes): Bytes => join(slot.slice(0, 1088), new Uint8Array(32), slot.slice(1120))

it.each<[string, Partial<Deceit>, string[]]>([
  ['random bytes for somebody addressed', replaced(1, (_, slot) => random(slot.length)), others],
  ['random bytes for somebody left out', replaced(2, (_, slot) => random(slot.length)), everywhere('void')],
  ['another seed for somebody addressed', replaced(1, (ctx) => pair(ctx, random(32), 1).addressed), others],
  [
    'another seed for somebody left out',
    replaced(2, (ctx) => pair(ctx, random(32), 2).leftOut),
    everywhere('void'),
  ],
  ['another id for somebody addressed', replaced(1, (ctx) => pair(ctx, bench.seed, 1, 2).addressed), others],
  ['the seed, but other randomness', replaced(1, (ctx) => detached(ctx, 1)), everywhere('void')],
  [
    'the seed for somebody left out, and other randomness',
    replaced(2, (ctx) => detached(ctx, 2)),
    ['void', 'void', 'void', 'void'],
  ],
  ['one altered bit for somebody left out', replaced(2, (_, slot) => turned(slot, 1130)), everywhere('void')],
  ['a point of small order', replaced(1, (_, slot) => smallOrder(slot)), others],
  [
    'two places exchanged',
    { slots: ([a, b, ...rest]) => [b as Bytes, a as Bytes, ...rest] },
    ['unopened', 'unopened', 'unopened', 'void'],
  ],
])('an envelope counts for nobody when a slot holds %s', (_, deceit, expected) => {
  expect(readings(forge(bench, { tip: writeTip(tip), addressed: honest, ...deceit }))).toEqual(expected)
})

it.each<[string, (padded: Bytes) => Bytes]>([
  ['padding that is not zero', (padded) => turned(padded, padded.length - 1)],
  ['more padding than needed', (padded) => join(padded, new Uint8Array(padded.length))],
  ['a length beyond its end', (padded) => join(Uint8Array.of(255), padded.slice(1))],
  ['a length one too short', (padded) => turned(padded, 3)],
])('a body with %s opens for nobody', (_, padded) => {
  const odd = writeTip(tip).length % 2 === 0 ? tip : { ...tip, checkpoint: 'x' }
  const even = writeTip(odd).length % 2 === 0 ? { ...odd, checkpoint: `${odd.checkpoint}x` } : odd
  expect(readings(forge(bench, { tip: writeTip(even), addressed: honest, padded }))).toEqual(none)
})

it('an envelope with one altered bit opens for nobody', () => {
  const envelope = forge(bench, { tip: writeTip(tip), addressed: honest })
  for (const at of [46, 77, 46 + 32 + 4 * 1168, envelope.length - 17, envelope.length - 1]) {
    expect(readings(turned(envelope, at))).toEqual(none)
  }
  for (const at of [0, 6, 7, 8, 39, 40, 43, 44, 45]) {
    const altered = turned(envelope, at)
    expect(mine(() => openMine(s, 0, altered))).toBe(at === 7 ? 'newer' : 'refused')
  }
})

it('an envelope that is moved to another week or organisation opens for nobody', () => {
  const envelope = forge(bench, { tip: writeTip(tip), addressed: honest })
  const next = { ...s, epoch: s.epoch + 1 }
  const moved = join(headerOf(next.epoch), envelope.slice(46))
  const opened = () => productOpen(sodium, next, parseEnvelope(moved), 0, s.seeds[0] as Bytes)
  expect(theirs(opened)).toBe('unopened')
  expect(mine(() => openMine(s, 0, moved))).toBe('refused')
  const elsewhere = forge({ ...bench, orgId: random(32) }, { tip: writeTip(tip), addressed: honest })
  expect(readings(elsewhere)).toEqual(none)
})

it('an envelope of another length or version is refused by both', () => {
  const envelope = forge(bench, { tip: writeTip(tip), addressed: honest })
  const none = envelope.map((byte, at) => (at === 44 || at === 45 ? 0 : byte))
  const others = [
    envelope.slice(0, -1),
    join(envelope, random(1)),
    envelope.slice(0, 45),
    random(0),
    random(99),
    none,
  ]
  for (const each of others) {
    expect([mine(() => readEnvelope(each)), theirs(() => parseEnvelope(each))]).toEqual(refusedByBoth)
  }
  const newer = envelope.map((byte, at) => (at === 7 ? 0x32 : byte))
  expect([mine(() => readEnvelope(newer)), theirs(() => parseEnvelope(newer))]).toEqual(['newer', 'newer'])
})

it('a server takes envelopes of the keyrings and weeks that it serves, and no others', () => {
  const { envelope } = sealMine(s, draftOf(), TODAY, random(32))
  const served = [
    { hash: random(32), count: 4 },
    { hash, count: 4 },
  ]
  const weeks = [-2, -1, 0, 1, 2].map((shift) => isAcceptable(envelope, served, s.epoch + shift))
  expect(weeks).toEqual([false, true, true, true, false])
  expect(isAcceptable(envelope, served.slice(0, 1), s.epoch)).toBe(false)
  expect(isAcceptable(envelope, [{ hash, count: 5 }], s.epoch)).toBe(false)
})

/** The same organisation, but the last one listed and signed bytes that are no key. */
const withUselessKey = () => {
  const { people, roots } = makeOrganisation(sodium, shape)
  const { id, identity, seeds, block } = people[3] as (typeof people)[number]
  const useless = new Uint8Array(1216).fill(255)
  const signed = readBlock(
    makeBlock(identity, fromHex(id, 16), s.epoch, [useless]),
    fromHex(id, 16),
    sodium.verifyingKey(identity),
  )
  const person = { id, identity, seeds, block: { ...block, ...signed } }
  const recipients = [...keyring.recipients.slice(0, 3), recipientOf(sodium, person, 'Useless', ['board'])]
  const statement = signAll(sodium, { ...keyring, recipients }, roots)
  const trusted = trustGenesis(sodium, statement, null)
  return settle({ trusted, statement, people: [...people.slice(0, 3), person] })
}

it('a listed key that is none stops both from sealing, and voids what is sealed around it', () => {
  const other = withUselessKey()
  const [draft, seed] = [draftOf(), random(32)]
  const seal = () => productSeal(sodium, other, other.source, draft, seed)
  expect([mine(() => sealMine(other, draft, TODAY, seed)), theirs(seal)]).toEqual(refusedByBoth)
  const header = writeHeader({ keyringHash: other.trusted.hash, epoch: s.epoch, count: 4 })
  const around: Bench = { ...bench, header, orgId: other.trusted.orgId }
  const envelope = forge(around, { tip: writeTip(tip), addressed: honest })
  expect(openMine(other, 0, envelope).status).toBe('void')
  expect(productOpen(sodium, other, parseEnvelope(envelope), 0, other.seeds[0] as Bytes).status).toBe('void')
})
