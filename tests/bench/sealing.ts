import { performance } from 'node:perf_hooks'
import { loadPrimitives } from '../../src/desk/primitives.ts'
import { parseEnvelope } from '../../src/protocol/envelope.ts'
import { SMALLEST_BODY } from '../../src/protocol/padding.ts'
import { noble } from '../../src/protocol/primitives/noble.ts'
import type { Primitives } from '../../src/protocol/primitives/primitives.ts'
import { deriveSourceKeys } from '../../src/protocol/source-keys.ts'
import { openTip, sealTip } from '../../src/protocol/tip.ts'
import { deterministic } from '../support/organisation.ts'
import { benchOrganisation, contextOf, draft } from './organisation.ts'
import { median, report } from './table.ts'

const RECIPIENTS = 10
const ROUNDS = 41

/** Sealing and opening beside nothing but the primitives that they cannot do without, in turn. */
export async function benchSealing(): Promise<void> {
  for (const [name, p] of [
    ['libsodium', await loadPrimitives()],
    ['noble', noble],
  ] as const) {
    const { seal, open, sealBare, openBare } = await prepare(p)
    const times = alternate([seal, sealBare, open, openBare], name === 'noble' ? 11 : ROUNDS)
    const [sealing, bareSealing, opening, bareOpening] = times as [number, number, number, number]
    report(
      `sealing 16 KiB for ${RECIPIENTS} ÷ the bare primitives (${name})`,
      sealing / bareSealing,
      { most: 1.3 },
      `${sealing.toFixed(2)} ms beside ${bareSealing.toFixed(2)} ms`,
    )
    report(
      `opening and verifying every slot ÷ the bare primitives (${name})`,
      opening / bareOpening,
      { most: 1.3 },
      `${opening.toFixed(2)} ms beside ${bareOpening.toFixed(2)} ms`,
    )
  }
}

async function prepare(p: Primitives) {
  const organisation = await benchOrganisation(RECIPIENTS)
  const to = contextOf(organisation)
  const random = deterministic('sealing')
  const source = deriveSourceKeys(p, random(16), organisation.trusted.orgId)
  const seal = () => sealTip(p, to, source, draft('Что произошло'), random(32))
  const envelope = parseEnvelope(seal())
  const [secret] = organisation.people[0]?.seeds ?? []
  const open = () => openTip(p, to, envelope, 0, secret as Uint8Array)
  return { seal, open, ...bare(p, organisation.keys, secret as Uint8Array) }
}

/** An encapsulation and a small seal for each recipient, the source's two public keys, one signature, one body. */
function bare(p: Primitives, keys: readonly Uint8Array[], secret: Uint8Array) {
  const [nonce, key, small, randomness] = [
    new Uint8Array(24),
    new Uint8Array(32),
    new Uint8Array(32),
    new Uint8Array(64),
  ]
  const body = new Uint8Array(SMALLEST_BODY)
  const signature = p.sign(key, body)
  const verifying = p.verifyingKey(key)
  const sealed = p.aeadSeal(key, nonce, small, body)
  const wrapped = p.aeadSeal(key, nonce, small, small)
  const { ciphertext } = p.kemEncapsulate(keys[0] as Uint8Array, randomness)
  const encapsulate = () => {
    for (const each of keys) {
      p.kemEncapsulate(each, randomness)
      p.aeadSeal(key, nonce, small, small)
    }
  }
  const sealBare = () => {
    encapsulate()
    p.verifyingKey(key)
    p.kemPublicKey(key)
    p.sign(key, body.subarray(0, 4096))
    p.aeadSeal(key, nonce, small, body)
  }
  const openBare = () => {
    p.kemDecapsulate(secret, ciphertext)
    p.aeadOpen(key, nonce, small, wrapped)
    p.aeadOpen(key, nonce, small, sealed)
    encapsulate()
    p.verify(verifying, body, signature)
  }
  return { sealBare, openBare }
}

/** The median time of each, taken in turn so that a slow moment hits all of them. */
function alternate(works: readonly (() => unknown)[], rounds: number): number[] {
  const times = works.map(() => [] as number[])
  for (let round = -3; round < rounds; round++) {
    works.forEach((work, i) => {
      const started = performance.now()
      work()
      if (round >= 0) times[i]?.push(performance.now() - started)
    })
  }
  return times.map(median)
}
