import { readFileSync, writeFileSync } from 'node:fs'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { ApproveAnswer, KeysView, ProposalView, Refusal } from '../../src/local/wire.ts'
import { found, needle } from '../form/needles.ts'
import { DAY } from '../intake/support.ts'
import type { TestDesk } from './desk.ts'
import { type Founded, foundOrganisation, sound } from './keys-stage.ts'

let bureau: Founded
let desk: TestDesk

beforeAll(async () => {
  bureau = await foundOrganisation()
  bureau.person('dana')
  const args = ['enrol', bureau.request('dana'), '--desk', 'north']
  await sound(bureau.admin('chief', ...args))
})
afterAll(() => bureau.close())
beforeEach(async () => {
  desk = await bureau.desk('aigerim')
})
afterEach(() => desk.close())

const read = (path: string): string => readFileSync(path, 'utf8')

const keys = (): Promise<KeysView> => desk.get('/api/keys')
const take = (file: string): Promise<ProposalView> => desk.post('/api/proposals', { file })
const refusal = async (file: string): Promise<string> => {
  const { status, body } = await desk.ask<Refusal>('POST', '/api/proposals', { file })
  return `${status >= 400 ? 'refused' : 'taken'} ${body.code}`
}

describe('keys and people', () => {
  it('say what can be read, until when one is listed, and who reads what', async () => {
    const view = await keys()
    expect(view.people.map(({ label, desks }) => [label['en'], desks.map((each) => each['ru'])])).toEqual([
      ['aigerim', ['north', 'south']],
      ['daniyar', ['north', 'south']],
      ['saule', ['north', 'south']],
    ])
    expect(
      view.people.every(({ words, since }) => words.split(' ').length === 12 && since === '2026-11-21'),
    ).toBe(true)
    expect(view.weeks.filter(({ isNow }) => isNow)).toMatchObject([{ state: 'held', from: '2026-11-19' }])
    expect(view.listedUntil).toBe(view.weeks.findLast(({ state }) => state === 'held')?.until)
    expect(view.me.words).toBe(view.people[0]?.words)
    expect(view.warnings).toEqual([])
  })

  it('begin the journal with everything that the organisation began with', async () => {
    const [first] = (await keys()).journal
    expect(first).toMatchObject({ seq: 1, roots: 1, approvedBy: [] })
    const types = first?.changes.map(({ type }) => type)
    expect(types).toEqual(expect.arrayContaining(['reader-added', 'desk-added', 'root-added', 'policy']))
  })

  it('warn when the keys and the list of people have run out', async () => {
    const before = bureau.time.now
    bureau.time.now += 400 * DAY
    const late = await bureau.desk('daniyar')
    const { warnings } = await late.get<KeysView>('/api/keys')
    await late.close()
    bureau.time.now = before
    expect(warnings.map(({ code }) => code)).toEqual(expect.arrayContaining(['list-ended', 'keyring-ended']))
  })
})

describe('a proposal of an admin', () => {
  it('is checked, says what changes and who must agree, and waits sealed', async () => {
    const taken = await take(bureau.sent(2))
    expect(taken).toMatchObject({
      seq: 2,
      needsApproval: true,
      approvalsNeeded: 2,
      approvedBy: [],
      mayApprove: true,
      isApprovedByMe: false,
      hasRival: false,
    })
    expect(taken.changes).toMatchObject([
      { type: 'reader-added', person: { label: { en: 'dana' }, desks: [{ en: 'north' }] } },
    ])
    expect((await keys()).proposals).toEqual([taken])
    // The same file again is the same proposal.
    expect(await take(bureau.sent(2))).toEqual(taken)
    const vault = bureau.path('vault-aigerim')
    // Four letters alone would stand somewhere in sealed bytes by chance.
    const needles = [
      needle('the label', '"dana"'),
      needle('its id', taken.id),
      needle('the file', bureau.sent(2).slice(200, 260)),
    ]
    expect(await found(vault, needles)).toEqual([])
  })

  it('outlives the program, and is approved into a file that counts for the admin', async () => {
    const [waiting] = (await keys()).proposals
    const signed: ApproveAnswer = await desk.post(`/api/proposals/${waiting?.id}/approve`)
    expect(signed.proposal).toMatchObject({ isApprovedByMe: true, approvedBy: [{ en: 'aigerim' }] })
    expect(signed.name).toBe('proposal-2.json')
    const other = await bureau.desk('daniyar')
    const theirs: ProposalView = await other.post('/api/proposals', { file: signed.file })
    expect(theirs).toMatchObject({ isApprovedByMe: false, approvedBy: [{ en: 'aigerim' }] })
    await other.close()
  })

  it('is refused where it is no proposal, is another’s, or lists other keys in the reader’s place', async () => {
    expect(await refusal('{}')).toBe('refused file_damaged')
    expect(await refusal(bureau.sent(2).slice(0, -2))).toBe('refused file_damaged')
    expect(await refusal('\u0000')).toBe('refused file_damaged')
    const swap = bureau.path('swap.json')
    bureau.person('mallory', (await keys()).me.id)
    await sound(bureau.admin('chief', 'enrol', bureau.request('mallory'), '--out', swap))
    expect(await refusal(read(swap))).toBe('refused intake_key_wrong')
  })

  it('stands beside its rival with a warning', async () => {
    const file = bureau.path('rival.json')
    bureau.person('erlan')
    await sound(bureau.admin('chief', 'enrol', bureau.request('erlan'), '--desk', 'north', '--out', file))
    const rival = await take(read(file))
    expect(rival.hasRival).toBe(true)
    expect((await keys()).proposals.map(({ hasRival }) => hasRival)).toEqual([true, true])
    expect((await desk.ask('DELETE', `/api/proposals/${rival.id}`)).status).toBe(204)
    expect((await keys()).proposals.map(({ hasRival }) => hasRival)).toEqual([false])
  })

  it('waits no more once it is published, and stands in the journal with who approved', async () => {
    const [waiting] = (await keys()).proposals
    const mine: ApproveAnswer = await desk.post(`/api/proposals/${waiting?.id}/approve`)
    const second = await bureau.desk('saule')
    const theirs: ProposalView = await second.post('/api/proposals', { file: mine.file })
    const both: ApproveAnswer = await second.post(`/api/proposals/${theirs.id}/approve`)
    await second.close()
    const file = bureau.path('approved.json')
    writeFileSync(file, both.file)
    await sound(bureau.admin('chief', 'sign', file))
    await sound(bureau.admin('chief', 'publish', file))
    await desk.close()
    await sound(bureau.at('aigerim', 'sync'))
    desk = await bureau.desk('aigerim')
    const view = await keys()
    expect(view.proposals).toEqual([])
    expect(view.journal[0]).toMatchObject({ seq: 2, approvedBy: [{ en: 'aigerim' }, { en: 'saule' }] })
    expect(view.people.map(({ label }) => label['en'])).toContain('dana')
    expect((await desk.ask('POST', `/api/proposals/${theirs.id}/approve`, {})).status).toBe(404)
    expect(await refusal(both.file)).toBe('refused keyring_rolled_back')
  })
})
