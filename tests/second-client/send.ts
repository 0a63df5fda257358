import { type Bytes, demand, join, toBase64 } from './bytes.ts'
import { type Chain, inForce } from './chain.ts'
import { type SourceKeys, sourceKeys } from './codename.ts'
import { envelopeHash, writeHeader } from './envelope.ts'
import { epochOf, readersOf } from './intake.ts'
import type { Keyring } from './keyring.ts'
import { kemKey, type Random, signKey } from './primitives.ts'
import { receiptTag } from './receipt.ts'
import { binding, close, makeSlots, pad } from './seal.ts'
import {
  addressedOf,
  checkChoice,
  checkQuestions,
  isReadAtOnce,
  type Tip,
  writeContent,
  writeTip,
} from './tip.ts'

/** What the source chose and wrote; the rest of the tip follows from the codename. */
export type Draft = Omit<Tip, 'candor' | 'version' | 'verify' | 'seal' | 'thread'>

export type Sent = { envelope: Bytes; hash: Bytes; tag: Bytes; submission: Bytes }

/** 7.4: all fields, in their order */
export const tipOf = (keys: SourceKeys, draft: Draft): Tip => ({
  candor: 'tip',
  version: 1,
  verify: toBase64(signKey(keys.signing)),
  seal: toBase64(kemKey(keys.sealing)),
  thread: toBase64(keys.thread),
  language: draft.language,
  questionnaire: draft.questionnaire,
  answers: draft.answers.map(({ id, n, text }) => ({ id, n, text })),
  desks: draft.desks,
  exclude: draft.exclude,
  escalate: draft.escalate,
  files: draft.files.map(({ name, type, size, key, blobs }) => ({ name, type, size, key, blobs })),
  checkpoint: draft.checkpoint,
})

export type Sending = {
  chain: Chain
  today: number
  intakeKeys: Bytes
  entropy: Bytes
  draft: Draft
  random: Random
}

/** 7.4: what a source refuses to seal, and for whom it seals */
const checkTip = (keyring: Keyring, tip: Tip): boolean[] => {
  checkChoice(keyring, tip)
  checkQuestions(keyring, tip)
  demand(isReadAtOnce(keyring, tip), 'nobody would read this at once')
  return addressedOf(keyring, tip)
}

const sentOf = (envelope: Bytes, { receipt }: SourceKeys): Sent => {
  const hash = envelopeHash(envelope)
  const tag = receiptTag(receipt, hash)
  return { envelope, hash, tag, submission: join(tag, envelope) }
}

/** 5 to 8.1: from a draft to what is submitted */
export const sealTip = ({ chain, today, intakeKeys, entropy, draft, random }: Sending): Sent => {
  const { keyring, hash: keyringHash } = inForce(chain, today)
  const epoch = epochOf(today)
  const readers = readersOf(keyring, epoch, intakeKeys)
  const source = sourceKeys(entropy, chain.orgId)
  const tip = tipOf(source, draft)
  const addressed = checkTip(keyring, tip)
  const header = writeHeader({ keyringHash, epoch, count: readers.ids.length })
  const ctx = binding('tip', chain.orgId, header)
  const seed = random(32)
  const content = writeContent(source.signing, ctx, writeTip(tip))
  const sealed = close(seed, ctx, header, makeSlots(seed, ctx, readers, addressed), pad(content))
  return sentOf(join(header, sealed), source)
}
