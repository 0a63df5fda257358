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
import { openTip } from '../../src/protocol/tip.ts'
import { parseEntries, parseTips } from '../../src/protocol/wire.ts'
import { implementations } from '../support/implementations.ts'
import { vectorFiles } from './vectors/content.ts'

const stored = (name: string) => readFileSync(new URL(`vectors/${name}`, import.meta.url), 'utf8')
const NAMES = ['keyring.json', 'envelope.json', 'source.json', 'wire.json']

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

  it('the stored envelope opens for the one person addressed', () => {
    const { statement, recipients } = read(keyringFile, 'keyring.json')
    const { epoch, envelopeBase64, envelopeHash, draft } = read(envelopeFile, 'envelope.json')
    const bytes = fromBase64(envelopeBase64)
    expect(toHex(p.sha256(bytes))).toBe(envelopeHash)
    const keys = recipients.map(({ intakeSeeds }) => p.kemPublicKey(fromHex(intakeSeeds[0] as string)))
    const to = { trusted: trustGenesis(p, toUtf8(statement), null), epoch, keys }
    const opened = openTip(p, to, parseEnvelope(bytes), 1, fromHex(recipients[1]?.intakeSeeds[0] as string))
    expect(opened).toMatchObject({
      status: 'sound',
      tip: draft,
      slots: ['left-out', 'addressed', 'left-out'],
    })
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
