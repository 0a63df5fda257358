import { beforeAll, describe, expect, it } from 'vitest'
import { parseEnvelope } from '../../src/protocol/envelope.ts'
import { noble } from '../../src/protocol/primitives/noble.ts'
import type { Primitives } from '../../src/protocol/primitives/primitives.ts'
import { loadSodium } from '../../src/protocol/primitives/sodium.ts'
import { deriveSourceKeys } from '../../src/protocol/source-keys.ts'
import { openTip, sealTip } from '../../src/protocol/tip.ts'
import { deterministic, makeOrganisation, THIS_EPOCH } from '../support/organisation.ts'

let sodium: Primitives
beforeAll(async () => {
  sodium = await loadSodium()
})

describe('7 the tip', () => {
  it('opens for those addressed, tells them who they are, and is the same in both implementations', () => {
    const made = [sodium, noble].map((p) => {
      const organisation = makeOrganisation(p, { people: 3 })
      const source = deriveSourceKeys(p, deterministic('code')(16), organisation.trusted.orgId)
      const to = { trusted: organisation.trusted, epoch: THIS_EPOCH, keys: organisation.keys }
      const [, second] = organisation.people
      const draft = {
        language: 'en',
        answers: [{ id: 'what', n: 0, text: 'Ақша' }],
        desks: ['main'],
        exclude: [second!.id],
        escalate: [],
        files: [],
        checkpoint: '',
      }
      const bytes = sealTip(p, to, source, draft, deterministic('seed')(32))
      const opened = openTip(p, to, parseEnvelope(bytes), 0, organisation.people[0]!.seeds[0]!)
      expect(opened.status).toBe('sound')
      expect(opened.slots).toEqual(['addressed', 'left-out', 'addressed'])
      expect(() => openTip(p, to, parseEnvelope(bytes), 1, second!.seeds[0]!)).toThrow(
        'this could not be opened',
      )
      return bytes
    })
    expect(made[0]).toEqual(made[1])
  })
})
