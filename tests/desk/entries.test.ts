import { describe, expect, it } from 'vitest'
import type { Api } from '../../src/client/api.ts'
import { stillLists } from '../../src/desk/sync/entries.ts'
import { toHex } from '../../src/protocol/bytes.ts'
import { random } from '../store/rows.ts'
import { TODAY } from '../support/organisation.ts'

const ENVELOPE_DAYS = 100
const entry = (day: number) => ({ batch: 4, day, tag: random(32), hash: random(32) })
type Entry = ReturnType<typeof entry>

/** Whether a list with these entries is that of a desk that remembers those. */
const accepts = (listed: readonly Entry[], remembered: readonly Entry[]) =>
  stillLists(
    { entries: async () => ({ rows: listed, next: 4, more: false }) } as Partial<Api> as Api,
    4,
    remembered.map(({ day, tag, hash }) => ({ day, tag: toHex(tag), hash: toHex(hash) })),
    { today: TODAY, envelopeDays: ENVELOPE_DAYS },
  )

describe('10.7 an entry that is missing', () => {
  const [young, old] = [entry(TODAY - ENVELOPE_DAYS + 2), entry(TODAY - ENVELOPE_DAYS)]

  it('is held against a server while its days last', async () => {
    expect(await accepts([old, young], [old, young])).toBe(true)
    expect(await accepts([old], [old, young])).toBe(false)
    expect(await accepts([], [young])).toBe(false)
  })

  it('is not when its days are over, or are over where a clock runs a little ahead', async () => {
    expect(await accepts([young], [old, young])).toBe(true)
    expect(await accepts([], [old])).toBe(true)
    expect(await accepts([], [entry(TODAY - ENVELOPE_DAYS + 1)])).toBe(true)
  })
})
