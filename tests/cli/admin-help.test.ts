import { readFileSync, writeFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Bureau, openBureau } from './bureau.ts'

let bureau: Bureau

beforeAll(async () => {
  bureau = await openBureau()
  await bureau.admin('chief', 'template', '--out', bureau.path('organisation.json'))
})

afterAll(() => bureau.close())

describe('a description of an organisation', () => {
  it.each([
    ['desks.0.label', (text: string) => text.replace(/"label": \[\s+"Main desk",/, '"label": [1,')],
    [
      'policy.acknowledgeDays',
      (text: string) => text.replace('"acknowledgeDays": 7', '"acknowledgeDays": 0'),
    ],
    ['more', (text: string) => text.replace('"version": 1,', '"version": 1, "more": 1,')],
    ['is not JSON', (text: string) => text.replace(',', '')],
  ])('and a fault in it is named: %s', async (field, edit) => {
    const wrong = bureau.path('wrong.json')
    writeFileSync(wrong, edit(readFileSync(bureau.path('organisation.json'), 'utf8')))
    const outcome = await bureau.admin('chief', 'init', wrong, '--data', bureau.path('data'))
    expect([outcome.code, outcome.err]).toEqual([2, expect.stringContaining(field)])
  })

  it('says what to do when the key for receipts is not known', async () => {
    bureau.person('aigerim')
    const wish = `north=${bureau.request('aigerim')}`
    const outcome = await bureau.admin('chief', 'init', bureau.path('organisation.json'), '--enrol', wish)
    expect([outcome.code, outcome.err]).toEqual([2, expect.stringContaining('candor server log-key')])
  })
})

describe('the help', () => {
  it('shows every command of an admin with an example, in 80 columns', async () => {
    const parts = [
      'template',
      'root',
      'init',
      'enrol',
      'change',
      'form',
      'renew',
      'remove',
      'handover',
      'rotate-root',
      'sign',
      'publish',
      'access',
      'status',
      'journal',
    ]
    const list = await bureau.admin('chief', '--help')
    for (const part of parts) {
      expect(list.out).toContain(part)
      const help = await bureau.admin('chief', part, '--help')
      expect([help.code, help.out]).toEqual([0, expect.stringMatching(/Examples?:\n {2}candor admin /)])
    }
  })
})
