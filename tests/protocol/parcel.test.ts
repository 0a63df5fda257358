import { describe, expect, it } from 'vitest'
import { fromBase64 } from '../../src/protocol/bytes.ts'
import { weekOf } from '../../src/protocol/drop.ts'
import { parseEnvelope } from '../../src/protocol/envelope.ts'
import { isParcel, makeParcel, openParcel } from '../../src/protocol/parcel.ts'
import { openTip, openTipWithSeed, sealTip } from '../../src/protocol/tip.ts'
import { flipped, implementations, outcome, sodium } from '../support/implementations.ts'
import { deterministic, THIS_EPOCH } from '../support/organisation.ts'
import { fc, test } from '../support/property.ts'
import { draft, idOf, organisation, secretOf, source, to } from '../support/tips.ts'

const { orgId } = organisation.trusted
const random = deterministic('parcels')
const contents = { envelope: random(32), seed: random(32) }
const parcelFor = (index: number, p = sodium) => makeParcel(p, to, idOf(index), THIS_EPOCH, contents)!

describe('10.8 a parcel', () => {
  it('is opened by the one it is for, and by nobody else', () => {
    for (const { p } of implementations) {
      for (const index of [0, 1, 2, 3]) {
        const opened = openParcel(p, orgId, parcelFor(2), idOf(index), secretOf(index))
        expect(opened).toEqual(index === 2 ? contents : null)
      }
      // With somebody else's id, or the secret of another week.
      expect(openParcel(p, orgId, parcelFor(2), idOf(1), secretOf(2))).toBeNull()
      const later = organisation.people[2]!.seeds[1]!
      expect(openParcel(p, orgId, parcelFor(2), idOf(2), later)).toBeNull()
    }
  })

  it('is the same whoever makes it and however often: what is handed in twice is there once', () => {
    const [one, other] = implementations.map(({ p }) => parcelFor(1, p))
    expect(one).toEqual(other)
    expect(weekOf(one!.locator)).toBe(THIS_EPOCH)
    expect([one!.locator.length, one!.cell.length]).toEqual([32, 2048])
  })

  it('cannot be made for somebody whom the keyring does not list', () => {
    expect(makeParcel(sodium, to, 'ff'.repeat(16), THIS_EPOCH, contents)).toBeNull()
  })

  test.prop([fc.nat(2048 * 8 - 1)], { numRuns: 50 })(
    'altered anywhere is no parcel, and opens nothing',
    (bit) => {
      const parcel = parcelFor(0)
      const altered = { ...parcel, cell: flipped(parcel.cell, bit) }
      expect(isParcel(sodium, orgId, parcel)).toBe(true)
      expect(isParcel(sodium, orgId, altered)).toBe(false)
      expect(openParcel(sodium, orgId, altered, idOf(0), secretOf(0))).toBeNull()
    },
  )

  test.prop([fc.nat(32 * 8 - 1)], { numRuns: 50 })('under another locator is none', (bit) => {
    const parcel = parcelFor(0)
    expect(isParcel(sodium, orgId, { ...parcel, locator: flipped(parcel.locator, bit) })).toBe(false)
  })

  it('of another organisation is none', () => {
    expect(isParcel(sodium, random(32), parcelFor(0))).toBe(false)
  })
})

describe('6.7 opening with the seed', () => {
  const envelope = parseEnvelope(sealTip(sodium, to, source, draft, random(32)))
  const opened = openTip(sodium, to, envelope, 0, secretOf(0))
  const seed = fromBase64(opened.status === 'sound' ? opened.seed : '')

  it('shows what those addressed see, with the same proof of who else can', () => {
    for (const { p } of implementations) expect(openTipWithSeed(p, to, envelope, seed)).toEqual(opened)
  })

  test.prop([fc.nat(255)], { numRuns: 20 })('fails with any other seed', (bit) => {
    expect(outcome(() => openTipWithSeed(sodium, to, envelope, flipped(seed, bit)))).toBe('open_failed')
  })

  it('fails under another week, and for an envelope that was cut or altered', () => {
    const other = { ...to, epoch: THIS_EPOCH + 1 }
    expect(outcome(() => openTipWithSeed(sodium, other, envelope, seed))).toBe('open_failed')
    const cut = { ...envelope, sealed: envelope.sealed.subarray(0, 32 + 4 * 1168) }
    expect(outcome(() => openTipWithSeed(sodium, to, cut, seed))).toBe('open_failed')
    const altered = { ...envelope, sealed: flipped(envelope.sealed, (envelope.sealed.length - 20) * 8) }
    expect(outcome(() => openTipWithSeed(sodium, to, altered, seed))).toBe('open_failed')
  })
})
