import { type Bytes, demand, Refusal, same } from './bytes.ts'
import type { Chain } from './chain.ts'
import { type Envelope, envelopeHash, readEnvelope } from './envelope.ts'
import { entryAt, readersOf } from './intake.ts'
import type { Keyed, Keyring } from './keyring.ts'
import { binding, type Finding, type Opened, open } from './seal.ts'
import { checkChoice, checkFindings, readContent, type Tip } from './tip.ts'

export type Reading =
  | { status: 'opened'; hash: Bytes; tip: Tip; findings: Finding[] }
  | { status: 'void'; hash: Bytes; why: string; findings: Finding[] }

/** A recipient: who they are and the seeds of their list, in its order. */
export type Reader = { id: string; kemSeeds: Bytes[] }

const named = (chain: Chain, envelope: Envelope): Keyed => {
  const found = chain.keyrings.find(({ hash }) => same(hash, envelope.keyringHash))
  demand(found !== undefined, 'sealed under a keyring that is not in the chain')
  demand(found.keyring.recipients.length === envelope.count, 'another number of recipients')
  return found
}

const judge = (keyring: Keyring, ctx: Bytes, { content, findings }: Opened): Tip => {
  const tip = readContent(ctx, content)
  checkChoice(keyring, tip)
  checkFindings(keyring, tip, findings)
  return tip
}

const read = (hash: Bytes, keyring: Keyring, ctx: Bytes, opened: Opened): Reading => {
  const { findings } = opened
  try {
    return { status: 'opened', hash, tip: judge(keyring, ctx, opened), findings }
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return { status: 'void', hash, why: error.message, findings }
  }
}

const seedAt = (keyring: Keyring, { id, kemSeeds }: Reader, epoch: number) => {
  const place = keyring.recipients.findIndex((one) => one.id === id)
  const recipient = keyring.recipients[place]
  demand(recipient !== undefined, 'not a recipient of that keyring')
  const kemSeed = kemSeeds[entryAt(recipient, epoch)]
  demand(kemSeed !== undefined, 'no seed for that epoch')
  return { place, kemSeed }
}

/** 7.5; `intakeKeys` is the answer of 5.4 for the epoch and the keyring that the header names */
export const openTip = (chain: Chain, reader: Reader, intakeKeys: Bytes, bytes: Bytes): Reading => {
  const envelope = readEnvelope(bytes)
  const { keyring } = named(chain, envelope)
  const readers = readersOf(keyring, envelope.epoch, intakeKeys)
  const ctx = binding('tip', chain.orgId, envelope.header)
  const lock = { ctx, header: envelope.header, readers, ...seedAt(keyring, reader, envelope.epoch) }
  return read(envelopeHash(bytes), keyring, ctx, open(lock, envelope.sealed))
}
