import { type Bytes, dayFromText, demand, fromBase64, join, same, toBase64, utf8 } from './bytes.ts'
import { checkRecipientSignature } from './intake.ts'
import * as json from './json.ts'
import { bytesOf, type Keyed, type Keyring, readKeyring } from './keyring.ts'
import { sign, signKey, verify } from './primitives.ts'

const payloadType = 'application/vnd.candor.keyring+json'

const envelopeRule = json.fields({
  payloadType: json.oneOf(payloadType),
  payload: json.base64Of(),
  signatures: json.list(0, 96, json.fields({ keyid: json.base64Of(32), sig: json.base64Of(64) })),
})

type Signature = json.Read<typeof envelopeRule>['signatures'][number]

/** What a client has come to trust: the organisation and every keyring from where it began. */
export type Chain = { readonly orgId: Bytes; readonly keyrings: readonly Keyed[] }

/** 4.3 */
const signedBytes = (payload: Bytes): Bytes =>
  join(utf8(`DSSEv1 ${payloadType.length} ${payloadType} ${payload.length} `), payload)

export const signKeyring = (payload: Bytes, seeds: readonly Bytes[]): Bytes => {
  const message = signedBytes(payload)
  const signatures = seeds.map((seed) => ({
    keyid: toBase64(signKey(seed)),
    sig: toBase64(sign(seed, message)),
  }))
  return json.writeBy(envelopeRule, { payloadType, payload: toBase64(payload), signatures })
}

const identities = (keyring: Keyring): string[] => keyring.recipients.map(({ identity }) => identity)

/** 4.4.3 */
const checkSigners = (signatures: Signature[], allowed: string[], message: Bytes): string[] => {
  const signers = signatures.map(({ keyid }) => keyid)
  demand(json.areDistinct(signers), 'a signer repeats')
  demand(
    signers.every((signer) => allowed.includes(signer)),
    'a stranger signed',
  )
  for (const { keyid, sig } of signatures) {
    demand(verify(bytesOf(keyid), message, bytesOf(sig)), 'a signature does not hold')
  }
  return signers
}

const countOf = (signers: string[], keys: string[]): number =>
  keys.filter((key) => signers.includes(key)).length

/** 4.4.5: a new reader, another identity, or a desk that was not theirs */
const bringsReaders = (next: Keyring, before: Keyring): boolean =>
  next.recipients.some((one) => {
    const old = before.recipients.find(({ id }) => id === one.id)
    return old?.identity !== one.identity || one.desks.some((desk) => !old.desks.includes(desk))
  })

/** 4.4.5: sources would take one reader or desk for another */
const loosens = (next: Keyring['policy'], before: Keyring['policy']): boolean =>
  (['envelopeDays', 'dropDays', 'blobDays'] as const).some((days) => next[days] < before[days]) ||
  next.shardBits > before.shardBits

const relabels = (next: Keyring, before: Keyring): boolean => {
  const changed = (old: { label: string[] } | undefined, one: { label: string[] }) =>
    old !== undefined && old.label.join('\0') !== one.label.join('\0')
  return (
    next.desks.some((one) =>
      changed(
        before.desks.find(({ id }) => id === one.id),
        one,
      ),
    ) ||
    next.recipients.some((one) =>
      changed(
        before.recipients.find(({ id }) => id === one.id),
        one,
      ),
    )
  )
}

/** 4.4.7 */
const rollsKeysBack = (next: Keyring, before: Keyring): boolean =>
  next.recipients.some((one) => {
    const old = before.recipients.find(({ id, identity }) => id === one.id && identity === one.identity)
    if (!old) return false
    const ends = one.firstEpoch + one.epochs.length >= old.firstEpoch + old.epochs.length
    return one.firstEpoch < old.firstEpoch || !ends
  })

const checkSuccession = (next: Keyring, before: Keyed): void => {
  const { seq, validFrom } = before.keyring
  demand(next.seq > seq, 'a rollback')
  demand(next.seq === seq + 1, 'a gap')
  demand(next.previous === toBase64(before.hash), 'a fork')
  demand(dayFromText(next.validFrom) >= dayFromText(validFrom), 'valid before its predecessor')
  demand(!rollsKeysBack(next, before.keyring), 'an older list of keys')
}

const checkApproval = (next: Keyring, before: Keyring, signers: string[]): void => {
  demand(countOf(signers, before.roots) >= before.threshold, 'too few roots of the predecessor')
  const readers = identities(before)
  const approve = countOf(signers, readers) * 2 > readers.length
  demand(approve || !bringsReaders(next, before), 'the readers did not consent')
  demand(approve || !relabels(next, before), 'the readers did not consent to the labels')
  demand(approve || !loosens(next.policy, before.policy), 'the readers did not consent to the policy')
}

/** 4.4: one keyring, after the one before it, or as the genesis of `orgId` */
const take = (orgId: Bytes, before: Keyed | undefined, envelope: Bytes): Keyed => {
  const { payload, signatures } = envelopeRule(json.readJson(envelope))
  const bytes = fromBase64(payload)
  const next = readKeyring(bytes)
  if (before) checkSuccession(next.keyring, before)
  else demand(next.keyring.seq === 1 && same(next.hash, orgId), 'another organisation')
  const { roots, threshold, recipients } = next.keyring
  const old = before ? [...before.keyring.roots, ...identities(before.keyring)] : []
  const signers = checkSigners(signatures, [...roots, ...old], signedBytes(bytes))
  demand(countOf(signers, roots) >= threshold, 'too few roots')
  if (before) checkApproval(next.keyring, before.keyring, signers)
  for (const recipient of recipients) checkRecipientSignature(recipient)
  return next
}

/** 4.4: from the genesis, or from a chain trusted before */
export const follow = (from: Bytes | Chain, envelopes: Bytes[]): Chain => {
  const chain = from instanceof Uint8Array ? { orgId: from, keyrings: [] } : from
  const keyrings = [...chain.keyrings]
  for (const envelope of envelopes) keyrings.push(take(chain.orgId, keyrings.at(-1), envelope))
  demand(keyrings.length > 0, 'no keyring')
  return { orgId: chain.orgId, keyrings }
}

export const last = (chain: Chain): Keyed => {
  const found = chain.keyrings.at(-1)
  demand(found !== undefined, 'no keyring')
  return found
}

/** 4.5: the last of the chain, if it is valid today and no later one was seen */
export const inForce = (chain: Chain, today: number, seenSeq = 0): Keyed => {
  const found = last(chain)
  const { seq, validFrom, validUntil } = found.keyring
  demand(seq >= seenSeq, 'a later keyring was seen before')
  demand(today >= dayFromText(validFrom) && today <= dayFromText(validUntil), 'not valid today')
  return found
}
