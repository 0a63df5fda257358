import { describe, expect, it } from 'vitest'
import { readSummary } from '../../src/desk/case/case.ts'
import type { Casebook } from '../../src/desk/case/casebook.ts'
import { readWatch } from '../../src/desk/case/watch.ts'
import { newCase } from '../../src/desk/sync/file-tips.ts'
import { openLookout } from '../../src/desk/sync/lookout.ts'
import { recordOf } from '../../src/desk/sync/open.ts'
import { openOne } from '../../src/desk/sync/opener.ts'
import { deriveSourceKeys } from '../../src/protocol/source-keys.ts'
import { sealTip } from '../../src/protocol/tip.ts'
import { p, random } from '../intake/support.ts'
import { makeOrganisation, type TestOrganisation, THIS_EPOCH, TODAY } from '../support/organisation.ts'
import { deskForTest, draftOf } from './support.ts'

function booked() {
  const organisation = makeOrganisation(p, { people: 2, seed: 'lookout' })
  const { vault, cabinet } = deskForTest('http://127.0.0.1:1', organisation, 0)
  const read: number[] = []
  const watches: typeof cabinet.watches = (after) => {
    const found = cabinet.watches(after)
    read.push(...found.map(({ number }) => number))
    return found
  }
  const casebook = { vault, cabinet: { ...cabinet, watches }, trail: [organisation.trusted], from: 0 }
  return { organisation, casebook, cabinet, read }
}

function caseOf({ trusted, keys, people }: TestOrganisation, casebook: Casebook, text: string) {
  const to = { trusted, epoch: THIS_EPOCH, keys }
  const source = deriveSourceKeys(p, random(16), trusted.orgId)
  const envelope = sealTip(p, to, source, draftOf(text), random(32))
  const opened = openOne(p, { to, envelope, index: 0, secret: people[0]!.seeds[0]! })
  const from = { batch: 1, day: TODAY, envelope, hash: p.sha256(envelope) }
  return newCase(p, casebook, { to }, recordOf(p, { to }, from, opened!))
}

describe('what was filed in a sync', () => {
  it('is known as it would be read, and is not read again', () => {
    const { organisation, casebook, cabinet, read } = booked()
    const lookout = openLookout()
    const filed = ['One.', 'Two.', 'Three.'].map((text) => caseOf(organisation, casebook, text))
    const numbers = cabinet.file({ cases: filed.map(({ rows }) => rows) })
    expect(filed.map((each, i) => lookout.add(numbers[i]!, each))).toEqual([true, true, true])
    expect(lookout.refresh(p, casebook)).toEqual([])
    expect(read).toEqual([])
    for (const number of [1, 2, 3]) {
      expect(lookout.lines.get(number)).toEqual(readSummary(cabinet.summary(number)!))
      expect(lookout.watches.get(number)).toEqual(readWatch(cabinet.watch(number)!))
    }
  })

  it('hides nothing that another command filed before it', () => {
    const { organisation, casebook, cabinet, read } = booked()
    const lookout = openLookout()
    cabinet.file({ cases: [caseOf(organisation, casebook, 'Another’s.').rows] })
    const own = caseOf(organisation, casebook, 'Ours.')
    const [number] = cabinet.file({ cases: [own.rows] })
    lookout.add(number!, own)
    lookout.refresh(p, casebook)
    expect(read).toEqual([1, 2])
    expect(new Set(lookout.watches.keys())).toEqual(new Set([1, 2]))
  })

  it('is not counted as filed where it was here before', () => {
    const { organisation, casebook, cabinet } = booked()
    const lookout = openLookout()
    const once = caseOf(organisation, casebook, 'Once.')
    const [, again] = cabinet.file({ cases: [once.rows, once.rows] })
    expect(lookout.add(again!, once)).toBe(false)
    expect(lookout.watches.size).toBe(0)
  })

  it('has to be read again once something came for it', () => {
    const { organisation, casebook } = booked()
    const lookout = openLookout()
    const filed = caseOf(organisation, casebook, 'One.')
    lookout.add(1, filed)
    lookout.set(1, { ...filed.watch, undecided: true })
    expect(lookout.lines.has(1)).toBe(false)
    expect(lookout.watches.get(1)?.undecided).toBe(true)
  })
})
