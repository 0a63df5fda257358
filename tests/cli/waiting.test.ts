import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { momentText } from '../../src/cli/cases/when.ts'
import { commands } from '../../src/cli/commands/index.ts'
import { type Office, openOffice, type Source } from './office.ts'

// One long walk: what is written waits for its time.

const HALF_AN_HOUR = 1800
const env = { CANDOR_JITTER_SECONDS: `${HALF_AN_HOUR}` }
let office: Office
let source: Source

beforeAll(async () => {
  office = await openOffice(commands)
  source = await office.tip('Somebody knows.')
  await run('sync')
})
afterAll(() => office.close())

const run = (...args: string[]) => office.at('aigerim', args, { env })
const json = (...args: string[]) => office.json('aigerim', args, { env })
const arrived = async () => (await source.visit()).tips[0]!.conversation.lines.length

describe('what is written', () => {
  let notBefore: number

  it('is given a moment of the next half hour, and its time is told', async () => {
    const before = office.now()
    const answer = await json('reply', '1', 'Thank you.')
    notBefore = Date.parse(answer['notBefore'] as string) / 1000
    expect(notBefore).toBeGreaterThanOrEqual(before)
    expect(notBefore).toBeLessThanOrEqual(office.now() + HALF_AN_HOUR)
    // Looked at from a minute before: chance may choose this very moment, and then nothing waits any more.
    const earlier = before - 60
    const { out } = await office.at('aigerim', ['thread', '1'], { env, clock: () => earlier * 1000 })
    expect(out).toContain(`you (waits until ${momentText(notBefore, earlier)})`)
  })

  it('does not leave before, whatever is typed', async () => {
    office.pass(notBefore - office.now() - 20)
    const { out } = await run('sync')
    expect(out).toContain(
      `1 thing still waits; the next may leave at ${momentText(notBefore, office.now())}.`,
    )
    await run('inbox')
    expect(await arrived()).toBe(0)
  })

  it('leaves with the first sync after that', async () => {
    office.pass(21)
    expect(await json('sync')).toMatchObject({ handedIn: 1, waiting: 0, next: null })
    expect(await arrived()).toBe(1)
  })

  it('leaves in the order in which it was written', async () => {
    for (const text of ['one', 'two', 'three']) await run('reply', '1', text)
    const { waiting } = await json('thread', '1')
    const times = (waiting as { notBefore: string }[]).map((each) => each.notBefore)
    expect(times).toEqual(times.toSorted())
  })

  it('stays in the queue while the server is gone', async () => {
    office.pass(HALF_AN_HOUR)
    await office.stop()
    expect(await run('sync')).toMatchObject({ code: 4, err: expect.stringContaining('cannot be reached') })
    await office.start()
    expect(await json('sync')).toMatchObject({ handedIn: 3 })
    expect(await arrived()).toBe(4)
  })

  it('leaves at once when that is wished for', async () => {
    await run('ask', '1', 'Who signed?')
    expect(await json('sync', '--now')).toMatchObject({ waiting: 0 })
    expect(await arrived()).toBe(5)
  })

  it('may wait less in a trial: there nothing is at stake', async () => {
    const { out } = await office.at('aigerim', ['reply', '1', 'Now.'])
    expect(out).toContain('This leaves with the next candor sync.')
  })
})
