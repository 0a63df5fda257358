import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { commands } from '../../src/cli/commands/index.ts'
import { type Pace, watching } from '../../src/cli/commands/watch.ts'
import { nameOf, type Office, openOffice, type Source } from './office.ts'

let office: Office
let source: Source
/** What happens in the pauses of a watch, one after the other; then it is over. */
let pauses: (() => Promise<unknown>)[] = []
/** How long each pause was to be, in seconds. */
let waited: number[] = []

const pace = (): Pace => ({
  isOver: () => pauses.length === 0 && waited.length > 0,
  wait: async (milliseconds) => {
    waited.push(milliseconds / 1000)
    await pauses.shift()?.()
    office.pass(milliseconds / 1000)
  },
})

beforeAll(async () => {
  office = await openOffice([watching(pace), ...commands.filter((each) => nameOf(each) !== 'watch')])
})
afterAll(() => office.close())

const env = { CANDOR_WATCH_SECONDS: '60' }
async function watch(steps: typeof pauses, more: object = {}) {
  pauses = [...steps]
  waited = []
  return office.at('aigerim', ['watch'], { env, ...more })
}
/** Long enough for the next round to be a sync. */
const later = async () => office.pass(90)

describe('a watch', () => {
  it('says that there is something, and nothing of it', async () => {
    const { code, out } = await watch([
      async () => {
        source = await office.tip('The head of procurement')
        await later()
      },
      async () => {
        await source.say({ type: 'say', text: 'a secret word' })
        await source.say({ type: 'say', text: 'another' })
        await later()
      },
      later,
    ])
    expect(code).toBe(0)
    expect(out).toMatch(/^1 new tip at \d\d:\d\d\n2 new messages at \d\d:\d\d\n$/)
  })

  it('rings at a terminal, and nowhere else', async () => {
    const steps = [
      async () => {
        await office.tip('x')
        await later()
      },
      later,
    ]
    expect((await watch(steps, { isTTY: true })).err).toContain('\u0007')
    expect(JSON.stringify(await watch(steps))).not.toContain('\\u0007')
  })

  it('tells programs the counts, one line for each news', async () => {
    pauses = [
      async () => {
        await (await office.tip('x')).say({ type: 'say', text: 'y' })
        await later()
      },
      later,
    ]
    waited = []
    const { out } = await office.at('aigerim', ['watch', '--json'], { env })
    const news = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as object)
    expect(news.at(-1)).toEqual({ tips: 1, messages: 1, time: expect.stringMatching(/Z$/) })
  })

  it('waits for another time each time, between half and one and a half of the usual', async () => {
    // No pause is longer than a minute: here that is one and a half of the usual, so that chance alone decides.
    await watch(Array<typeof later>(10).fill(later), { env: { CANDOR_WATCH_SECONDS: '40' } })
    expect(Math.min(...waited)).toBeGreaterThanOrEqual(19)
    expect(Math.max(...waited)).toBeLessThanOrEqual(60)
    expect(new Set(waited).size).toBeGreaterThan(1)
  })

  it('leaves the vault to other commands, and hands in what they wrote when it is due', async () => {
    await watch([
      async () => {
        const { code } = await office.at('aigerim', ['reply', '1', 'Thank you.'], {
          env: { CANDOR_JITTER_SECONDS: '1' },
        })
        expect(code).toBe(0)
      },
      async () => undefined,
    ])
    const { lines } = (await source.visit()).tips[0]!.conversation
    expect(lines.at(-1)?.event).toEqual({ type: 'say', text: 'Thank you.' })
  })

  it('goes on when the server is gone, and says so once', async () => {
    const { code, out, err } = await watch([
      async () => {
        await office.stop()
        await later()
      },
      later,
      async () => {
        await office.start()
        await office.tip('after the storm')
        await later()
      },
      later,
    ])
    expect(code).toBe(0)
    expect(err.match(/cannot be reached/g)).toHaveLength(1)
    expect(err.match(/answers again/g)).toHaveLength(1)
    expect(out).toMatch(/^1 new tip at \d\d:\d\d\n$/)
  })
})
