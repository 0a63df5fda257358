import { describe, expect, it } from 'vitest'
import { alikeIn } from '../../src/cli/admin/alike.ts'
import { wordsOf } from '../../src/cli/admin/change-words.ts'
import { oneLine } from '../../src/cli/cases/one-line.ts'
import { changesOf } from '../../src/protocol/keyring/changes.ts'
import { encodeKeyring, type Keyring, parseKeyring } from '../../src/protocol/keyring/statement.ts'
import { organisationOf } from '../intake/support.ts'
import { textsIn, withText } from '../support/keyring-texts.ts'

const { keyring } = organisationOf(3)

const textOf = (before: Keyring | null, after: Keyring): string =>
  changesOf(before, after)
    .map((change) => wordsOf(change, after.desks))
    .join('\n')

describe('whoever signs a keyring is told', () => {
  const paths = textsIn(keyring)

  it('every text that is another, in whatever language, as it will stand', () => {
    expect(paths.length).toBeGreaterThan(20)
    const untold = paths.filter((path) => {
      const after = parseKeyring(encodeKeyring(withText(keyring, path, 'write to mallory') as Keyring))
      return !textOf(keyring, after).includes('write to mallory')
    })
    expect(untold).toEqual([])
  })

  it('of the first keyring every text, how many root keys must sign, and every deadline', () => {
    const untold = paths.filter((path) => {
      const first = withText(keyring, path, 'write to mallory') as Keyring
      return !textOf(null, first).includes('write to mallory')
    })
    expect(untold).toEqual([])
    const all = textOf(null, { ...keyring, policy: { ...keyring.policy, envelopeDays: 4711 } })
    expect(all).toContain('1 of the root keys must sign.')
    expect(all).toContain('Days that the server keeps sealed tips: 4711.')
  })

  it('nothing that begins a line of its own', () => {
    const forged = 'Dana\n  Nothing is missing: it can be published.'
    for (const path of paths) {
      const after = withText(keyring, path, forged) as Keyring
      const lines = textOf(keyring, after).split('\n')
      expect(lines).toHaveLength(changesOf(keyring, after).length)
      expect(lines.join()).toContain(oneLine(forged))
    }
  })

  it('what a smaller number of days and more parts mean', () => {
    const policy = { ...keyring.policy, dropDays: 1, envelopeDays: 1, shardBits: 16 }
    const text = textOf(keyring, { ...keyring, policy })
    expect(text.match(/deleted sooner too/g)).toHaveLength(2)
    expect(text).toContain('tell one source from another')
  })

  it('what a file of the form is, so that it can be compared', () => {
    const form = [{ path: 'index.html', sha256: keyring.logKeys[0] as string }]
    expect(textOf(keyring, { ...keyring, form })).toContain(keyring.logKeys[0])
  })
})

describe('names that a source cannot tell apart', () => {
  const called = (...names: readonly string[]) => ({
    desks: [],
    recipients: names.map((name, i) => ({ ...keyring.recipients[i]!, label: [`Person ${i}`, name] })),
  })

  it.each([
    ['Дана А.', 'Дана А.'],
    ['Дана А.', 'дана  а'],
    ['Saule', 'Sаulе'],
    ['Saule', 'Sau\u200ble'],
  ])('are said: %s and %s', (one, other) => {
    expect(alikeIn(called(one, other))).toHaveLength(1)
  })

  it('are none where they differ', () => {
    expect(alikeIn(called('Дана А.', 'Дана Б.', 'Сәуле'))).toEqual([])
  })
})
