import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { commands } from '../../src/cli/commands/index.ts'
import { type Office, openOffice } from './office.ts'

// One long walk: each step stands on the ones before it, as it does for people.

let office: Office

beforeAll(async () => {
  office = await openOffice(commands)
  await office.tip('The first tip, for both at the main desk.')
  await office.tip('The second, which Daniyar must not see.', { exclude: ['Daniyar (trial)'] })
  for (const person of ['aigerim', 'daniyar', 'saule']) await office.at(person, ['inbox'])
})
afterAll(() => office.close())

const run = (...args: string[]) => office.at('aigerim', args)
const refusal = async (...args: string[]) => {
  const { error } = await office.json('aigerim', args)
  return error as { code: string; message: string; hint: string }
}

describe('a colleague whom a case did not reach', () => {
  it('is let in by name, and finds all of it', async () => {
    await run('note', '1', 'An old note.')
    const { out } = await run('grant', '1', 'saule')
    expect(out).toContain('Saule (trial) will be able to read the whole case.')
    expect((await office.at('saule', ['inbox'])).out).not.toContain('The first tip')
    await run('sync', '--now')
    expect((await office.at('saule', ['inbox'])).out).toContain('just in')
    expect((await office.at('saule', ['read', '1'])).out).toContain(
      'The first tip, for both at the main desk.',
    )
    expect((await office.at('saule', ['thread', '1'])).out).toContain('An old note.')
  })

  it('is shown on the page of the case, with who let them in', async () => {
    const { out } = await run('thread', '1')
    expect(out).toContain('What is written now is read by you, Daniyar (trial) and Saule (trial).')
    expect(out).toMatch(/you let Saule \(trial\) read the case/)
    for (const line of out.trim().split('\n')) expect(line.length).toBeLessThanOrEqual(80)
    expect((await run('read', '1')).out).toMatch(/you let Saule \(trial\) read the case/)
    expect(await office.json('daniyar', ['sync'])).toMatchObject({ trouble: null })
    expect(await office.json('daniyar', ['thread', '1'])).toMatchObject({
      people: {
        moves: [{ author: { name: 'Aigerim (trial)' }, type: 'grant', to: { name: 'Saule (trial)' } }],
      },
    })
  })

  it('can be given the case to take care of', async () => {
    expect((await run('assign', '1', 'saule')).out).toContain('given to Saule (trial)')
  })

  it.each([
    ['whom the source left out', ['grant', '2', 'daniyar'], /left Daniyar \(trial\) out/, /Saule/],
    [
      'who reads it already',
      ['grant', '1', 'saule'],
      /Saule \(trial\) can read this case already/,
      /nobody else/,
    ],
    ['oneself', ['grant', '1', 'aigerim'], /you can read this case already/, /nobody else/],
    ['whom nobody knows', ['grant', '1', 'bo'], /no colleague “bo”/, /Aigerim/],
  ] as const)('is refused: %s', async (_, args, message, hint) => {
    expect(await refusal(...args)).toEqual({
      code: 'usage',
      message: expect.stringMatching(message),
      hint: expect.stringMatching(hint),
    })
  })
})

describe('leaving', () => {
  it('is refused where nobody else could open the case, with whom to let in first', async () => {
    expect(await refusal('leave', '2', '--yes')).toMatchObject({
      code: 'usage',
      message: expect.stringMatching(/nobody else/),
      hint: 'grant it to somebody first: Saule (trial)',
    })
  })

  it('is not done by whoever should not work on a case and is the last: it is said, and they keep it', async () => {
    const { out } = await run('conflict', '2', '--reason', 'I am named in it.', '--yes')
    expect(out).toContain('Nobody else could open this case, so you keep it')
    await run('sync', '--now')
    expect((await run('thread', '2')).out).toContain('should not work on it: I am named in it. (you, ')
    expect(await office.json('aigerim', ['read', '2'])).toMatchObject({
      conflicts: [{ author: { name: 'Aigerim (trial)' }, reason: 'I am named in it.' }],
    })
  })

  it('tells colleagues why, and forgets the case here once that has left', async () => {
    const { out } = await run('leave', '1', '--reason', 'I know one of them.', '--yes')
    expect(out).toContain('Once colleagues are told that you left')
    expect((await run('inbox', '--offline')).out).toContain('The first tip')
    await run('sync', '--now')
    expect((await run('inbox')).out).not.toContain('The first tip')
    await office.at('daniyar', ['sync', '--now'])
    const told = (await office.at('daniyar', ['thread', '1'])).out
    expect(told).toContain('I know one of them.')
    expect(told).toContain('Aigerim (trial) left the case')
  })

  it('goes with saying that one should not work on a case, and both are taken back together', async () => {
    const { out } = await office.at('daniyar', ['conflict', '1', '--reason', 'My cousin.', '--yes'])
    expect(out).toContain('Colleagues will be told.')
    expect(await office.json('daniyar', ['undo', '1'])).toMatchObject({
      undone: [{ event: { type: 'conflict', reason: 'My cousin.' } }, { event: { type: 'leave' } }],
      late: 0,
    })
    await office.at('daniyar', ['sync', '--now'])
    expect((await office.at('daniyar', ['inbox'])).out).toContain('The first tip')
  })

  it('makes colleagues change the lock by themselves', async () => {
    for (let i = 0; i < 2; i++) {
      await office.at('saule', ['sync', '--now'])
      await office.at('daniyar', ['sync', '--now'])
    }
    const { out } = await office.at('daniyar', ['thread', '1'])
    expect(out).toContain('What is written now is read by you and Saule (trial).')
    expect(out).toContain('changed the lock')
  })
})

describe('forgetting', () => {
  it('is for closed cases, unless forced', async () => {
    expect(await refusal('purge', '2')).toMatchObject({ message: 'case 2 is not closed' })
    await run('status', '2', 'closed')
    await run('sync', '--now')
    const { out } = await run('purge', '2', '--yes')
    expect(out).toMatch(/is forgotten on this machine/)
    expect(out).toMatch(/erased on \d{4}-\d\d-\d\d/)
    expect((await run('inbox')).out).not.toContain('The second')
  })
})
