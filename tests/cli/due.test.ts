import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { commands } from '../../src/cli/commands/index.ts'
import { type Office, openOffice } from './office.ts'

// One long walk through time.

const DAY = 86_400
let office: Office

beforeAll(async () => {
  office = await openOffice(commands)
  await office.tip('Nobody answers this one.', { escalate: ['oversight'] })
  await office.tip('This one is for the main desk alone.')
  for (const person of ['aigerim', 'saule']) await office.at(person, ['sync'])
})
afterAll(() => office.close())

const run = (...args: string[]) => office.at('aigerim', args)
const dayIn = (days: number) => new Date((office.now() + days * DAY) * 1000).toISOString().slice(0, 10)

describe('a clock', () => {
  it('shows in the list, and is due once it is near', async () => {
    expect((await run('inbox', '--offline')).out.match(/7 days left/g)).toHaveLength(2)
    expect((await run('due', '--within', '6')).out).toBe('Nothing is due.\n')
    expect((await run('due')).out).toMatch(/^1 +\S+ +acknowledgement +\S+ +7 days left +nobody$/m)
  })

  it('goes on to feedback when a person has opened the tip, and that comes later in the list', async () => {
    await run('read', '1')
    await run('sync')
    const { cases } = await office.json('aigerim', ['inbox', '--offline', '--due'])
    expect(cases).toMatchObject([
      { number: 2, progress: { clock: { name: 'acknowledge' } } },
      { number: 1, progress: { clock: { name: 'feedback' } } },
    ])
  })

  it('that is let run has its reason beside it, and does not move', async () => {
    await run('assign', '2', 'me')
    await run('delay', '2', 'acknowledge', '--until', dayIn(30), '--reason', 'the office moves')
    await run('sync')
    const { out } = await run('due')
    expect(out).toMatch(/7 days left +Aigerim \(trial\)\n/)
    expect(out).toContain(`2 may take until ${dayIn(30)}: the office moves (Aigerim (trial))`)
    expect(await office.json('aigerim', ['due', '--assigned', 'me'])).toMatchObject({
      due: [{ number: 2, clock: 'acknowledge', due: dayIn(7), delays: [{ reason: 'the office moves' }] }],
    })
  })

  it('that has run out is red, and says so as well', async () => {
    office.pass(9 * DAY)
    const { out } = await office.at('aigerim', ['inbox', '--due'], { isTTY: true })
    expect(out).toContain('\u001b[31m2 days late\u001b[0m')
    expect((await run('due', '--within', '0')).out).toMatch(/^2 .* 2 days late /m)
    expect((await run('thread', '2', '--team')).out).toMatch(/acknowledgement: due \S+, 2 days late\n/)
  })
})

describe('the desk for later', () => {
  it('sees nothing while the first one may still answer', async () => {
    const { cases } = await office.json('saule', ['inbox'])
    expect(cases).toEqual([])
    expect(await office.json('saule', ['read', '1'])).toMatchObject({ error: { code: 'not_found' } })
  })

  it('is shown the case when nobody told the source what came of it', async () => {
    office.pass(90 * DAY)
    expect(await office.json('saule', ['sync'])).toMatchObject({ tips: 1 })
    expect((await office.at('saule', ['read', '1'])).out).toContain('Nobody answers this one.')
  })

  it('can then be given the case', async () => {
    await run('sync')
    expect((await run('assign', '1', 'saule')).code).toBe(0)
  })
})
