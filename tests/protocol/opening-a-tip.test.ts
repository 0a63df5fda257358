import { describe, expect, it } from 'vitest'
import { type Envelope, parseEnvelope } from '../../src/protocol/envelope.ts'
import { trustNext } from '../../src/protocol/keyring/chain.ts'
import { openTip, type SealingContext, sealTip } from '../../src/protocol/tip.ts'
import { flipped, implementations, refusal, sodium } from '../support/implementations.ts'
import { deterministic, following, makeOrganisation, signAll, THIS_EPOCH } from '../support/organisation.ts'
import { fc, test } from '../support/property.ts'
import { draft, organisation, secretOf, source, to } from '../support/tips.ts'

const GENERIC = 'this could not be opened with these keys'
const bytes = sealTip(sodium, to, source, draft, deterministic('seed')(32))
const envelope = parseEnvelope(bytes)

/** Both refuse, and say nothing about why. */
function shut(context: SealingContext, envelope: Envelope, index: number, secret: Uint8Array): void {
  for (const { p } of implementations) {
    const error = refusal(() => openTip(p, context, envelope, index, secret))
    expect([error?.code, error?.message, error?.hint]).toEqual(['open_failed', GENERIC, undefined])
  }
}

describe('7.5 opening', () => {
  it('opens for those addressed: what follows fails for its difference alone', () => {
    for (const { p } of implementations) {
      for (const index of [0, 1, 2])
        expect(openTip(p, to, envelope, index, secretOf(index)).status).toBe('sound')
    }
  })

  it('a recipient of another desk sees nothing', () => {
    shut(to, envelope, 3, secretOf(3))
  })

  it('an excluded recipient sees nothing', () => {
    const exclude = [organisation.people[1]?.id as string]
    const without = parseEnvelope(sealTip(sodium, to, source, { ...draft, exclude }, deterministic('x')(32)))
    shut(to, without, 1, secretOf(1))
    expect(openTip(sodium, to, without, 0, secretOf(0)).slots).toEqual([
      'addressed',
      'left-out',
      'addressed',
      'left-out',
    ])
  })

  it('the secret of another week opens nothing', () => {
    shut(to, envelope, 0, organisation.people[0]?.seeds[1] as Uint8Array)
  })

  it('the secret of another recipient opens nothing', () => {
    shut(to, envelope, 0, secretOf(1))
    shut(to, envelope, 1, secretOf(0))
  })

  it('another week opens nothing, even with this week’s keys', () => {
    shut({ ...to, epoch: THIS_EPOCH + 1 }, envelope, 0, secretOf(0))
    const next = {
      ...to,
      epoch: THIS_EPOCH + 1,
      keys: organisation.people.map(({ block }) => block.keys[1] as Uint8Array),
    }
    shut(next, envelope, 0, organisation.people[0]?.seeds[1] as Uint8Array)
    shut(next, envelope, 0, secretOf(0))
  })

  it('another organisation with the same people opens nothing', () => {
    const orgId = new Uint8Array(32).fill(9)
    shut({ ...to, trusted: { ...to.trusted, orgId } }, envelope, 0, secretOf(0))
    const other = makeOrganisation(sodium, { people: 4, seed: 'other' })
    shut({ trusted: other.trusted, epoch: THIS_EPOCH, keys: other.keys }, envelope, 0, secretOf(0))
  })

  it('a later keyring of the same people opens nothing: its desks and names may mean something else', () => {
    const next = signAll(sodium, following(organisation, { contact: ['x', '', ''] }), organisation.roots)
    const trusted = trustNext(sodium, organisation.trusted, next)
    shut({ ...to, trusted }, envelope, 0, secretOf(0))
  })

  it('a keyring with fewer people opens nothing', () => {
    const { keyring } = organisation.trusted
    const fewer = { ...keyring, recipients: keyring.recipients.slice(0, 3) }
    shut(
      { ...to, trusted: { ...to.trusted, keyring: fewer }, keys: to.keys.slice(0, 3) },
      envelope,
      0,
      secretOf(0),
    )
  })

  it('other keys of the colleagues are found: the tip is void', () => {
    const keys = [
      ...to.keys.slice(0, 2),
      sodium.kemPublicKey(deterministic('server')(32)),
      to.keys[3] as Uint8Array,
    ]
    const opened = openTip(sodium, { ...to, keys }, envelope, 0, secretOf(0))
    expect(opened).toMatchObject({
      status: 'void',
      why: 'slots',
      slots: ['addressed', 'addressed', 'wrong', 'left-out'],
    })
  })

  test.prop([fc.nat(bytes.length * 8 - 1)], { numRuns: 60 })(
    'any flipped bit of an envelope opens nothing',
    (bit) => {
      let changed: Envelope
      try {
        changed = parseEnvelope(flipped(bytes, bit))
      } catch {
        return
      }
      for (const index of [0, 1, 2, 3]) {
        const act = () => openTip(sodium, to, changed, index, secretOf(index))
        expect(refusal(act)?.message).toBe(GENERIC)
      }
    },
  )

  it('every flipped bit of the header opens nothing', () => {
    for (let bit = 64; bit < 44 * 8; bit++) {
      const act = () => openTip(sodium, to, parseEnvelope(flipped(bytes, bit)), 0, secretOf(0))
      expect(refusal(act)?.code).toBe('open_failed')
    }
  })

  it('a header swapped for that of another envelope opens nothing', () => {
    const later = { ...to, epoch: THIS_EPOCH + 1 }
    const other = parseEnvelope(sealTip(sodium, later, source, draft, deterministic('y')(32)))
    shut(to, { ...other, header: envelope.header }, 0, secretOf(0))
    shut(later, { ...envelope, header: other.header }, 0, secretOf(0))
  })
})
