import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { commands } from '../../src/cli/commands/index.ts'
import { type Office, openOffice, type Source } from './office.ts'

// One long walk: each step stands on the ones before it, as it does for a person.

const STORY = 'The head of procurement gives the contracts away.'
const ANSWER = 'It was in May.\n\nМамырда болды: қағаз, ң ө ү ұ і һ.'
let office: Office
let source: Source

beforeAll(async () => {
  office = await openOffice(commands)
  source = await office.tip(STORY)
  await office.at('aigerim', ['inbox'])
})
afterAll(() => office.close())

const run = (...args: string[]) => office.at('aigerim', args)
const json = (...args: string[]) => office.json('aigerim', args)
const seenBySource = async () => (await source.visit()).tips[0]!.conversation

describe('reading a tip', () => {
  it('tells the source nothing when it is not to', async () => {
    expect(await json('read', '1', '--without-acknowledging')).toMatchObject({ acknowledging: null })
    expect(await json('thread', '1')).toMatchObject({ waiting: [] })
  })

  it('queues once that a person has opened it, and says so', async () => {
    const { out, err } = await run('read', '1')
    expect(out).toContain(STORY)
    expect(err).toContain(
      'The source will be told that a person has opened it: this leaves with the next sync.',
    )
    expect(await json('read', '1')).toMatchObject({ acknowledging: null })
    expect(await json('thread', '1')).toMatchObject({
      waiting: [{ thread: 'conversation', event: { type: 'acknowledge' } }],
    })
  })

  it('reaches the source with the next sync, and stops the first clock', async () => {
    expect((await seenBySource()).acknowledged).toBeNull()
    expect(await json('sync')).toMatchObject({ handedIn: 1, waiting: 0, next: null, trouble: null })
    expect((await seenBySource()).acknowledged).not.toBeNull()
    expect((await run('thread', '1')).out).toMatch(/acknowledgement: due \S+, done on /)
  })
})

describe('a message of the source', () => {
  it('is counted, marked, and read letter by letter', async () => {
    await source.say({ type: 'say', text: ANSWER })
    expect((await run('sync')).out).toBe('1 new message.\n')
    expect((await run('inbox')).out).toMatch(/^1 +\S+ +unread /m)
    const { conversation } = await json('thread', '1', '--source')
    expect(conversation).toMatchObject({
      lines: [{}, { author: { name: 'the source' }, event: { type: 'say', text: ANSWER } }],
    })
  })

  it('is given to programs with who wrote it and when, and without how it lay in the thread', async () => {
    const { conversation } = await json('thread', '1', '--source')
    for (const line of (conversation as { lines: readonly object[] }).lines)
      expect(Object.keys(line)).toEqual(['hash', 'author', 'day', 'event'])
  })

  it('stays marked until somebody has looked at it', async () => {
    await source.say({ type: 'say', text: 'And in June.' })
    await run('sync')
    expect((await run('thread', '1', '--team')).out).not.toContain('June')
    expect((await run('inbox', '--offline')).out).toContain('unread')
    expect((await run('thread', '1')).out).toContain('\n    And in June.\n')
    expect((await run('inbox', '--offline')).out).not.toContain('unread')
  })
})

describe('what is said to the source', () => {
  it('is shown first as the source will see it, with when it leaves', async () => {
    const { code, out } = await run('ask', '1', 'In which year?')
    expect(code).toBe(0)
    expect(out).toMatch(/^To the source of 1, \w+-\w+, who will see it as from Aigerim \(trial\):$/m)
    expect(out).toContain('\n  They ask you:\n  In which year?\n')
    expect(out).toContain('This leaves with the next candor sync.')
  })

  it('comes from a file, or through a pipe', async () => {
    const file = join(office.data, 'answer.txt')
    writeFileSync(file, '\uFEFFFrom a file.\r\nTwo lines.\r\n\r\n')
    expect((await run('reply', '1', '--file', file)).code).toBe(0)
    expect((await office.at('aigerim', ['reply', '1'], { input: 'Through a pipe.\n' })).code).toBe(0)
    expect((await run('tell', '1', 'acted', 'Thank you.')).out).toContain(
      '  Something has been done because of your tip.\n  Thank you.\n',
    )
  })

  it('is marked until it has left', async () => {
    const { out } = await run('thread', '1', '--source')
    expect(out).toContain('you (leaves with the next sync) — question:\n    In which year?')
    expect(await json('sync')).toMatchObject({ handedIn: 4 })
    expect((await run('thread', '1')).out).not.toContain('leaves with')
  })

  it('arrives in order, with what became of the tip', async () => {
    const { lines, told } = await seenBySource()
    expect(told).toBe('acted')
    expect(lines.map(({ event }) => ('text' in event ? event.text : event.type))).toEqual([
      'acknowledge',
      ANSWER,
      'And in June.',
      'In which year?',
      'From a file.\nTwo lines.',
      'Through a pipe.',
      'Thank you.',
    ])
  })

  it('never holds what is among colleagues', async () => {
    const secret = 'a word among colleagues'
    for (const args of [
      ['note', '1', secret],
      ['status', '1', 'open', '--reason', secret],
      ['assign', '1', 'me'],
      ['label', '1', secret],
      ['delay', '1', 'feedback', '--until', '2400-01-01', '--reason', secret],
    ])
      expect((await run(...args)).code).toBe(0)
    expect(await json('sync')).toMatchObject({ waiting: 0 })
    expect(JSON.stringify(await json('thread', '1', '--team'))).toContain(secret)
    const { lines } = await seenBySource()
    expect(lines).toHaveLength(7)
    expect(JSON.stringify(lines)).not.toContain(secret)
    expect((await run('thread', '1', '--source')).out).not.toContain(secret)
  })

  it('may be a withdrawal: it is said, and nothing is lost', async () => {
    await source.say({ type: 'withdraw', text: 'Please stop.' })
    await run('sync')
    expect((await run('thread', '1')).out).toContain('The source asked not to pursue it.')
  })
})

describe('at a terminal', () => {
  const at = (args: string[], keys: string) => office.at('aigerim', args, { isTTY: true, keys })

  it('nothing is said without a yes', async () => {
    const { code, err } = await at(['reply', '1', 'Hastily written'], 'n')
    expect([code, err]).toEqual([1, expect.stringContaining('Nothing was sent.')])
    expect(await json('thread', '1')).toMatchObject({ waiting: [] })
  })

  it('a yes is enough, and --yes needs none', async () => {
    expect((await at(['reply', '1', 'Well considered'], 'y')).code).toBe(0)
    expect((await at(['reply', '1', 'At once', '--yes'], '')).code).toBe(0)
    expect(await json('thread', '1')).toMatchObject({
      waiting: [{ event: { text: 'Well considered' } }, { event: { text: 'At once' } }],
    })
  })

  it('a text can be typed, line by line', async () => {
    const { code, err } = await at(['note', '1'], 'First line\rSecond line\r\u0004')
    expect([code, err]).toEqual([0, expect.stringContaining('end with Ctrl-D')])
    expect(await json('thread', '1')).toMatchObject({
      waiting: [{}, {}, { event: { type: 'note', text: 'First line\nSecond line' } }],
    })
  })

  it('a text that is broken off is none', async () => {
    expect(await at(['note', '1'], 'Half a li\u0003')).toMatchObject({
      code: 2,
      err: expect.stringContaining('you broke off'),
    })
  })
})
