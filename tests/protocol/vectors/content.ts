import { fromUtf8, toBase64, toHex, toUtf8 } from '../../../src/protocol/bytes.ts'
import { caseName } from '../../../src/protocol/case-name.ts'
import { codenameFrom, codenameNumbers } from '../../../src/protocol/codename.ts'
import { parseEnvelope } from '../../../src/protocol/envelope.ts'
import { encodeIntakeBlock } from '../../../src/protocol/epoch.ts'
import { trustNext } from '../../../src/protocol/keyring/chain.ts'
import { parseStatement, signedBytes } from '../../../src/protocol/keyring/dsse.ts'
import { pad } from '../../../src/protocol/padding.ts'
import type { Primitives } from '../../../src/protocol/primitives/primitives.ts'
import { signPromise } from '../../../src/protocol/promise.ts'
import { receiptTag } from '../../../src/protocol/receipt.ts'
import { signRequest } from '../../../src/protocol/request.ts'
import { contextOf } from '../../../src/protocol/seal.ts'
import { deriveSourceKeys } from '../../../src/protocol/source-keys.ts'
import { sealTip, type TipDraft } from '../../../src/protocol/tip.ts'
import { encodeEntries, encodeSubmission, encodeTips } from '../../../src/protocol/wire.ts'
import {
  deterministic,
  following,
  makeOrganisation,
  signAll,
  THIS_EPOCH,
  TODAY,
} from '../../support/organisation.ts'
import { threadVectors } from './thread.ts'

const PROVENANCE =
  'Made by tests/protocol/vectors/make.ts from the seeds given here. Bytes are hexadecimal, or base64 where the field says so.'
const COMMITMENT_AT = 46
const SLOTS_AT = 78
const SLOT = 1168

/** The vectors of docs/protocol.md, as files by name; the same text from every implementation. */
export function vectorFiles(p: Primitives): Record<string, string> {
  const world = makeWorld(p)
  return {
    'keyring.json': write('4 and 5', keyringVectors(p, world)),
    'envelope.json': write('6 and 7', envelopeVectors(p, world)),
    'source.json': write('8 and 9', sourceVectors(p, world)),
    'wire.json': write('10', wireVectors(p, world)),
    'thread.json': write('11 and 12', threadVectors(p, world)),
  }
}

const write = (steps: string, vectors: object): string =>
  `${JSON.stringify({ provenance: PROVENANCE, steps: `docs/protocol.md, ${steps}`, ...vectors }, null, 2)}\n`

function makeWorld(p: Primitives) {
  const organisation = makeOrganisation(p, {
    people: 3,
    desks: ['main', 'fraud'],
    at: [['main'], ['main', 'fraud'], ['fraud']],
    roots: 2,
    threshold: 2,
    seed: 'vectors',
  })
  const random = deterministic('vectors of a source')
  const entropy = random(16)
  const seed = random(32)
  const source = deriveSourceKeys(p, entropy, organisation.trusted.orgId)
  const draft: TipDraft = {
    language: 'kk',
    answers: [{ id: 'what', n: 0, text: 'Ақша жоғалды. “Где деньги?” 💰' }],
    desks: ['main'],
    exclude: [organisation.people[0]?.id as string],
    escalate: ['fraud'],
    files: [],
    checkpoint: '',
  }
  const to = { trusted: organisation.trusted, epoch: THIS_EPOCH, keys: organisation.keys }
  const envelope = sealTip(p, to, source, draft, seed)
  return { organisation, entropy, seed, source, draft, envelope, hash: p.sha256(envelope) }
}

type World = ReturnType<typeof makeWorld>

function keyringVectors(p: Primitives, { organisation }: World) {
  const { payload } = parseStatement(organisation.statement)
  const second = signAll(p, following(organisation, { contact: ['a', 'б', 'в'] }), organisation.roots)
  return {
    rootSeeds: organisation.roots.map(toHex),
    logSeed: toHex(organisation.logKey),
    recipients: organisation.people.map(({ id, identity, seeds, block }) => ({
      id,
      identitySeed: toHex(identity),
      intakeSeeds: seeds.map(toHex),
      intakeKeyHashes: block.keys.map((key) => toHex(p.sha256(key))),
      intakeBlockSha256: toHex(p.sha256(encodeIntakeBlock(block))),
      intakeBlockSignature: toHex(block.signature),
    })),
    intakeBlockBase64: toBase64(
      encodeIntakeBlock((organisation.people[0] as World['organisation']['people'][number]).block),
    ),
    payload: fromUtf8(payload),
    signedBytesSha256: toHex(p.sha256(signedBytes(payload))),
    orgId: toHex(organisation.trusted.orgId),
    statement: fromUtf8(organisation.statement),
    secondStatement: fromUtf8(second),
    secondHash: toHex(trustNext(p, organisation.trusted, second).hash),
  }
}

function envelopeVectors(p: Primitives, { organisation, source, seed, draft, envelope, hash }: World) {
  const { header } = parseEnvelope(envelope)
  const context = contextOf(p, { kind: 'tip', orgId: organisation.trusted.orgId, header })
  const slots = organisation.people.map((_, i) =>
    envelope.subarray(SLOTS_AT + i * SLOT, SLOTS_AT + (i + 1) * SLOT),
  )
  const body = envelope.subarray(SLOTS_AT + slots.length * SLOT)
  return {
    epoch: THIS_EPOCH,
    sourceSigningSeed: toHex(source.signing),
    seed: toHex(seed),
    draft,
    header: toHex(header),
    context: toHex(context),
    commitment: toHex(envelope.subarray(COMMITMENT_AT, SLOTS_AT)),
    slots: slots.map((slot) => ({ sha256: toHex(p.sha256(slot)), wrapped: toHex(slot.subarray(1120)) })),
    bodyLength: body.length,
    bodySha256: toHex(p.sha256(body)),
    paddedEmptySha256: toHex(p.sha256(pad(new Uint8Array(0)))),
    length: envelope.length,
    envelopeHash: toHex(hash),
    envelopeBase64: toBase64(envelope),
  }
}

function sourceVectors(p: Primitives, { organisation, entropy, source, hash }: World) {
  const { orgId } = organisation.trusted
  const words = codenameFrom(entropy)
  const tag = receiptTag(p, source, hash)
  return {
    entropy: toHex(entropy),
    codename: words,
    numbers: codenameNumbers(words),
    orgId: toHex(orgId),
    keys: Object.fromEntries(Object.entries(source).map(([name, key]) => [name, toHex(key)])),
    verificationKey: toHex(p.verifyingKey(source.signing)),
    sealingKeySha256: toHex(p.sha256(p.kemPublicKey(source.sealing))),
    envelopeHash: toHex(hash),
    tag: toHex(tag),
    caseName: caseName(p, hash),
    logSeed: toHex(organisation.logKey),
    day: TODAY,
    promise: signPromise(p, { orgId, envelope: hash, tag, day: TODAY }, organisation.logKey),
  }
}

function wireVectors(p: Primitives, { organisation, source, envelope, hash }: World) {
  const { orgId } = organisation.trusted
  const [person] = organisation.people as [World['organisation']['people'][number]]
  const tag = receiptTag(p, source, hash)
  const request = {
    orgId,
    method: 'POST',
    path: '/v1/intake-keys?week=1',
    body: toUtf8('body'),
    time: 1_795_219_200,
  }
  const tips = { next: 7, more: true, rows: [{ batch: 6, tag, envelope: envelope.subarray(0, 100) }] }
  const entries = {
    next: 8,
    more: false,
    rows: [
      { batch: 6, day: TODAY, tag, hash },
      { batch: 8, day: TODAY + 1, tag: hash, hash: tag },
    ],
  }
  return {
    submissionSha256: toHex(p.sha256(encodeSubmission(tag, envelope))),
    request: {
      ...request,
      orgId: toHex(orgId),
      body: toHex(request.body),
      recipientId: person.id,
      identitySeed: toHex(person.identity),
      authorization: signRequest(p, person.id, person.identity, request),
    },
    emptyTips: toHex(encodeTips({ next: 0, more: false, rows: [] })),
    tips: toHex(encodeTips(tips)),
    entries: toHex(encodeEntries(entries)),
  }
}
