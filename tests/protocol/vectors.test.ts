import { readFileSync } from 'node:fs'
import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import { fromBase64, fromHex, toHex, toUtf8 } from '../../src/protocol/bytes.ts'
import { caseName } from '../../src/protocol/case-name.ts'
import { parseCodename } from '../../src/protocol/codename.ts'
import { parseEnvelope } from '../../src/protocol/envelope.ts'
import { parseIntakeBlock } from '../../src/protocol/epoch.ts'
import { trustGenesis, trustNext } from '../../src/protocol/keyring/chain.ts'
import { verifyPromise } from '../../src/protocol/promise.ts'
import { receiptTag } from '../../src/protocol/receipt.ts'
import { parseAuthorization, verifyRequest } from '../../src/protocol/request.ts'
import { deriveSourceKeys } from '../../src/protocol/source-keys.ts'
import { foldConversation } from '../../src/protocol/thread/conversation.ts'
import { findDrops } from '../../src/protocol/thread/find.ts'
import { openBox } from '../../src/protocol/thread/grant-box.ts'
import { homeOf, keyName, laneOf } from '../../src/protocol/thread/lane.ts'
import { readThread } from '../../src/protocol/thread/read.ts'
import { type KeyPurpose, receiveKey } from '../../src/protocol/thread/shared-key.ts'
import { openAsSource } from '../../src/protocol/thread/source-slot.ts'
import { openTip } from '../../src/protocol/tip.ts'
import { parseEntries, parseTips } from '../../src/protocol/wire.ts'
import { implementations } from '../support/implementations.ts'
import { TODAY } from '../support/organisation.ts'
import { vectorFiles } from './vectors/content.ts'

const stored = (name: string) => readFileSync(new URL(`vectors/${name}`, import.meta.url), 'utf8')
const NAMES = ['keyring.json', 'envelope.json', 'source.json', 'wire.json', 'thread.json']

const keyringFile = v.object({
  statement: v.string(),
  secondStatement: v.string(),
  secondHash: v.string(),
  orgId: v.string(),
  logSeed: v.string(),
  intakeBlockBase64: v.string(),
  recipients: v.array(
    v.object({ id: v.string(), identitySeed: v.string(), intakeSeeds: v.array(v.string()) }),
  ),
})
const envelopeFile = v.object({
  epoch: v.number(),
  envelopeBase64: v.string(),
  envelopeHash: v.string(),
  draft: v.unknown(),
})
const sourceFile = v.object({
  codename: v.string(),
  numbers: v.string(),
  entropy: v.string(),
  tag: v.string(),
  caseName: v.string(),
  promise: v.string(),
})
const dropIn = v.object({ locator: v.string(), cellBase64: v.string() })
const keyIn = v.object({
  use: v.looseObject({ kind: v.string() }),
  readers: v.array(v.string()),
  key: v.string(),
  keyName: v.string(),
  sealed: v.string(),
})
const threadFile = v.object({
  week: v.number(),
  conversationKey: v.string(),
  messages: v.array(
    v.object({
      author: v.string(),
      signingSeed: v.string(),
      hash: v.string(),
      drops: v.array(dropIn),
      event: v.unknown(),
    }),
  ),
  conversation: v.object({
    order: v.array(v.number()),
    told: v.string(),
    acknowledged: v.number(),
    answered: v.number(),
  }),
  caseKey: keyIn,
  nextKey: keyIn,
  rekey: v.object({ from: v.string(), next: v.string(), sealed: v.string() }),
  grant: v.object({
    ...keyIn.entries,
    box: v.string(),
    boxed: v.array(v.object({ hash: v.string(), key: v.string() })),
  }),
})
const wireFile = v.object({
  request: v.object({
    orgId: v.string(),
    method: v.string(),
    path: v.string(),
    body: v.string(),
    time: v.number(),
    recipientId: v.string(),
    identitySeed: v.string(),
    authorization: v.string(),
  }),
  tips: v.string(),
  entries: v.string(),
})
const read = <Schema extends v.GenericSchema>(schema: Schema, name: string) =>
  v.parse(schema, JSON.parse(stored(name)))

describe.each(implementations)('the vectors, with $name', ({ p }) => {
  const made = vectorFiles(p)

  it.each(NAMES)('making %s again gives the same file, byte for byte', (name) => {
    expect(made[name]).toBe(stored(name))
    expect(Object.keys(made)).toEqual(NAMES)
  })

  it.each(NAMES)('%s says where it comes from', (name) => {
    expect(JSON.parse(stored(name))).toMatchObject({ provenance: expect.stringContaining('make.ts') })
  })

  // From here on the stored files alone are read, as another program would.
  it('the stored keyrings are trusted, one after the other', () => {
    const { statement, secondStatement, secondHash, orgId } = read(keyringFile, 'keyring.json')
    const first = trustGenesis(p, toUtf8(statement), fromHex(orgId))
    expect(toHex(trustNext(p, first, toUtf8(secondStatement)).hash)).toBe(secondHash)
  })

  it('the stored envelope opens for the one person addressed, and for the one at a later desk', () => {
    const { statement, recipients } = read(keyringFile, 'keyring.json')
    const { epoch, envelopeBase64, envelopeHash, draft } = read(envelopeFile, 'envelope.json')
    const bytes = fromBase64(envelopeBase64)
    expect(toHex(p.sha256(bytes))).toBe(envelopeHash)
    const keys = recipients.map(({ intakeSeeds }) => p.kemPublicKey(fromHex(intakeSeeds[0] as string)))
    const to = { trusted: trustGenesis(p, toUtf8(statement), null), epoch, keys }
    for (const index of [1, 2]) {
      const seed = fromHex(recipients[index]?.intakeSeeds[0] as string)
      expect(openTip(p, to, parseEnvelope(bytes), index, seed)).toMatchObject({
        status: 'sound',
        tip: draft,
        slots: ['left-out', 'addressed', 'addressed'],
      })
    }
  })

  it('the stored codename finds and proves the stored envelope', () => {
    const { orgId, logSeed } = read(keyringFile, 'keyring.json')
    const { envelopeHash } = read(envelopeFile, 'envelope.json')
    const { codename, numbers, entropy, tag, promise, ...rest } = read(sourceFile, 'source.json')
    expect(toHex(parseCodename(codename))).toBe(entropy)
    expect(toHex(parseCodename(numbers))).toBe(entropy)
    const keys = deriveSourceKeys(p, parseCodename(codename), fromHex(orgId))
    expect(toHex(receiptTag(p, keys, fromHex(envelopeHash)))).toBe(tag)
    expect(caseName(p, fromHex(envelopeHash))).toBe(rest.caseName)
    const promised = verifyPromise(p, promise, [p.verifyingKey(fromHex(logSeed))])
    expect([toHex(promised.envelope), toHex(promised.tag)]).toEqual([envelopeHash, tag])
  })

  it('the stored drops are found, and read in the stored order, whichever order they come in', () => {
    const { orgId } = read(keyringFile, 'keyring.json')
    const { envelopeHash } = read(envelopeFile, 'envelope.json')
    const { week, conversationKey, messages, conversation } = read(threadFile, 'thread.json')
    const thread = {
      orgId: fromHex(orgId),
      envelope: fromHex(envelopeHash),
      kind: 'conversation',
      verifyingKeys: (author: string) =>
        messages
          .filter((each) => each.author === author)
          .map((each) => p.verifyingKey(fromHex(each.signingSeed))),
    } as const
    const drops = messages
      .flatMap((each) => each.drops)
      .map(({ locator, cellBase64 }) => ({ locator: fromHex(locator), cell: fromBase64(cellBase64) }))
    const key = fromHex(conversationKey)
    const lanes = messages.map(({ author }) => laneOf(p, key, author, homeOf(p, key)))
    for (const each of [drops, drops.toReversed()]) {
      const view = readThread(p, thread, findDrops(p, each, lanes, [week]), { from: week })
      const { lines, told, acknowledged, answered, findings } = foldConversation(view, {
        envelope: envelopeHash,
        arrived: TODAY,
      })
      expect(lines.map(({ hash }) => messages.findIndex((message) => message.hash === hash))).toEqual(
        conversation.order,
      )
      expect(lines.map(({ event }) => event)).toEqual(conversation.order.map((i) => messages[i]?.event))
      expect({ told, acknowledged, answered }).toMatchObject({
        told: conversation.told,
        acknowledged: conversation.acknowledged,
        answered: conversation.answered,
      })
      expect(findings).toEqual({ missing: [], forked: [], aside: [] })
    }
    expect(messages.map((each) => each.drops.length)).toEqual([1, 1, 3, 1, 1])
  })

  it('the stored keys open for their readers, and for the source where it is one', () => {
    const { statement, recipients } = read(keyringFile, 'keyring.json')
    const { epoch, envelopeHash } = read(envelopeFile, 'envelope.json')
    const { entropy } = read(sourceFile, 'source.json')
    const { caseKey, nextKey, rekey, grant } = read(threadFile, 'thread.json')
    const trusted = trustGenesis(p, toUtf8(statement), null)
    const secrets = recipients.map(({ intakeSeeds }) => fromHex(intakeSeeds[0] as string))
    const to = { trusted, epoch, keys: secrets.map((secret) => p.kemPublicKey(secret)) }
    const { sealing } = deriveSourceKeys(p, fromHex(entropy), trusted.orgId)
    const envelope = fromHex(envelopeHash)
    const { seq } = trusted.keyring
    secrets.forEach((secret, index) => {
      for (const each of [caseKey, nextKey, grant]) {
        const purpose = { envelope, use: each.use as KeyPurpose['use'] }
        const received = receiveKey(p, to, purpose, each.sealed, { index, secret }, each.readers)
        const isReader = each.readers.includes(trusted.keyring.recipients[index]?.id as string)
        const opened = { key: fromHex(each.key), readers: each.readers, seq }
        expect(received).toEqual(isReader ? opened : 'not-mine')
        expect(keyName(p, fromHex(each.key))).toBe(each.keyName)
      }
    })
    const place = { orgId: trusted.orgId, envelope, from: rekey.from }
    expect(openAsSource(p, place, rekey.next, rekey.sealed, sealing)).toEqual(fromHex(nextKey.key))
    const boxed = grant.boxed.map(({ hash, key }) => ({ hash, key: fromHex(key) }))
    expect(openBox(p, fromHex(grant.key), envelope, grant.box)).toEqual(boxed)
  })

  it('the stored request, block and pages are read', () => {
    const { recipients, intakeBlockBase64 } = read(keyringFile, 'keyring.json')
    const { request, tips, entries } = read(wireFile, 'wire.json')
    const identity = p.verifyingKey(fromHex(request.identitySeed))
    const received = { ...request, orgId: fromHex(request.orgId), body: fromHex(request.body) }
    verifyRequest(p, identity, parseAuthorization(request.authorization), received, request.time)
    const owner = { id: recipients[0]?.id as string, identity: Buffer.from(identity).toString('base64') }
    expect(parseIntakeBlock(p, owner, fromBase64(intakeBlockBase64)).keys).toHaveLength(2)
    expect(parseTips(fromHex(tips)).rows).toHaveLength(1)
    expect(parseEntries(fromHex(entries)).rows).toHaveLength(2)
  })
})
