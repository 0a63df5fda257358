import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { commands } from '../../src/cli/commands/index.ts'
import { nameOf, type Office, openOffice } from './office.ts'

// One long walk: each step stands on the ones before it, as it does for people.

let office: Office
let names: readonly string[]

beforeAll(async () => {
  office = await openOffice(commands)
  await office.tip('The first tip, for both at the main desk.')
  await office.tip('The second, which Daniyar must not see.', { exclude: ['Daniyar (trial)'] })
  await office.tip('The third, for everybody.', { desks: ['main', 'oversight'] })
  const { cases } = await office.json('aigerim', ['inbox'])
  names = (cases as { name: string }[]).map(({ name }) => name)
  await office.at('daniyar', ['inbox'])
})
afterAll(() => office.close())

const run = (...args: string[]) => office.at('aigerim', args)
const refusal = async (...args: string[]) => {
  const { error } = await office.json('aigerim', args)
  return error as { code: string; message: string; hint: string }
}
/** Each at their own numbers: what one vault calls 2 may be another’s 1. */
const numberAt = async (person: string, name: string): Promise<string> => {
  const { cases } = await office.json(person, ['inbox'])
  return `${(cases as { number: number; name: string }[]).find((each) => each.name === name)?.number}`
}
const listed = async (person: string, ...args: string[]) => {
  const { cases } = await office.json(person, ['inbox', '--offline', ...args])
  return (cases as { number: number }[]).map(({ number }) => number)
}

describe('what one writes', () => {
  it('the other reads, after both have synced', async () => {
    expect((await run('note', '1', 'Compare with the tender of May.')).out).toContain('The note is sealed.')
    await run('sync')
    const number = await numberAt('daniyar', names[0]!)
    const { out } = await office.at('daniyar', ['thread', number])
    expect(out).toContain('Aigerim (trial) — note:\n    Compare with the tender of May.')
    expect(out.indexOf('Conversation with the source')).toBeLessThan(out.indexOf('Among colleagues'))
  })

  it('nobody else reads: a colleague who was left out has no such case', async () => {
    await run('note', '2', 'Not for Daniyar.')
    await run('sync')
    const { cases } = await office.json('daniyar', ['inbox'])
    expect((cases as { name: string }[]).map(({ name }) => name)).not.toContain(names[1])
  })

  it('is told with its place, and when it leaves', async () => {
    expect(
      await office.json('aigerim', ['status', names[0]!, 'open', '--reason', 'found the file']),
    ).toMatchObject({
      number: 1,
      name: names[0],
      thread: 'team',
      event: { type: 'status', status: 'open' },
      placed: false,
    })
  })
})

describe('a case', () => {
  it('is taken, given by any name of a colleague, and given up', async () => {
    for (const [who, said] of [
      ['me', 'Aigerim (trial)'],
      ['DANIYAR', 'Daniyar (trial)'],
      ['данияр (п', 'Daniyar (trial)'],
      ['айгерім', 'Aigerim (trial)'],
    ] as const)
      expect((await run('assign', '1', who)).out).toContain(`given to ${said}`)
    expect((await run('assign', '1', 'nobody')).out).toContain('nobody’s')
    await run('assign', '1', 'daniyar')
    await run('sync')
    expect((await office.at('daniyar', ['inbox'])).out).toMatch(/^1 .*open +Daniyar/m)
    expect(await listed('daniyar', '--assigned', 'me')).toEqual([1])
    expect(await listed('aigerim', '--assigned', 'dani')).toEqual([1])
    expect(await listed('aigerim', '--assigned', 'nobody')).toEqual([2, 3])
  })

  it('is labelled, and found by its labels, status and desk', async () => {
    await run('label', '1', 'procurement', '+urgent')
    await run('label', '2', 'Procurement')
    await run('label', '1', '-urgent', '+region')
    await run('sync')
    expect(await listed('aigerim', '--label', 'procurement')).toEqual([1, 2])
    expect(await listed('aigerim', '--label', 'urgent')).toEqual([])
    expect(await listed('aigerim', '--status', 'open')).toEqual([1])
    expect(await listed('aigerim', '--desk', 'надзор')).toEqual([3])
    expect((await run('inbox', '--offline', '--label', 'none')).out).toBe(
      'None of your cases is like that.\n',
    )
    expect((await run('label', '1', 'region', '--remove')).out).toContain('Taken off: region.')
  })

  it('is linked by its name, and the other case is named to who may open it', async () => {
    expect((await run('link', '1', names[2]!)).out).toContain(`linked with 3, ${names[2]}`)
    await run('link', '1', '2')
    await run('link', '1', '2', '--remove')
    await run('sync')
    expect((await run('thread', '1', '--team')).out).toContain(`linked with ${names[2]}\n`)
    expect(await office.json('aigerim', ['thread', '1'])).toMatchObject({
      team: { links: [{ name: names[2] }], labels: ['procurement'] },
    })
  })

  it('is as serious as somebody says, with why, and shows that in the list', async () => {
    expect((await run('severity', '1', 'high', '--reason', 'people may be hurt')).out).toContain(
      'serious: high',
    )
    await run('severity', '2', 'low')
    await run('severity', '2', 'none')
    await run('sync')
    expect((await run('inbox', '--offline')).out).toMatch(/^1 .*open +high +Daniyar/m)
    const number = await numberAt('daniyar', names[0]!)
    for (const command of ['read', 'thread'])
      expect((await office.at('daniyar', [command, number])).out).toContain(
        'how serious: high: people may be hurt (Aigerim (trial), ',
      )
    const { cases } = await office.json('aigerim', ['inbox', '--offline'])
    expect(
      (cases as { progress: { severity: string | null } }[]).map((each) => each.progress.severity),
    ).toEqual(['high', null, null])
  })

  it('names whom it is about, and says which case it repeats until it is taken apart', async () => {
    expect((await run('name', '3', 'person', 'А. Серіков')).out).toContain(
      'names the person “А. Серіков” now',
    )
    await run('name', '3', 'place', 'Almaty')
    expect((await run('name', '3', 'place', 'Almaty', '--remove')).out).toContain('any more')
    expect((await run('merge', '3', names[0]!)).out).toContain(`It repeats 1, ${names[0]}.`)
    await run('sync')
    const { out } = await run('read', '3')
    expect(out).toContain('names the person “А. Серіков”\n')
    expect(out).toContain(`it repeats ${names[0]}`)
    expect(out).not.toContain('Almaty')
    expect(await office.json('aigerim', ['thread', '3'])).toMatchObject({
      team: { mergedInto: { name: names[0] }, names: [{ kind: 'person', name: 'А. Серіков' }] },
    })
    expect((await run('merge', '3', '--apart')).out).toContain('stands for itself')
    await run('sync')
    expect((await run('read', '3')).out).not.toContain('it repeats')
  })

  it('gives back what waits in it, and not what has left', async () => {
    await run('note', '2', 'This stays.')
    await run('sync')
    await run('note', '2', 'Too soon.')
    await run('ask', '2', 'A wrong question?', '--yes')
    const asked = await office.at('aigerim', ['undo', '2', '--yes'])
    expect(asked.out).toContain('Too soon.')
    expect(asked.out).toContain('A wrong question?')
    expect(asked.out).not.toContain('This stays.')
    expect(asked.out).toContain('nobody has seen it')
    await run('sync')
    const { out } = await run('thread', '2')
    expect(out).toContain('This stays.')
    expect(out).not.toContain('Too soon.')
    expect(out).not.toContain('A wrong question?')
    expect((await run('undo', '2')).out).toBe('Nothing of yours waits in this case.\n')
    expect(await office.json('aigerim', ['undo', '2'])).toMatchObject({ number: 2, undone: [], late: 0 })
  })

  it('fits 80 columns in the list, with everything that there is', async () => {
    const { out } = await run('inbox', '--offline')
    for (const line of out.trim().split('\n')) expect(line.length).toBeLessThanOrEqual(80)
    expect(out).toMatch(/case +next +status +serious +who +labels +desk +begins/)
  })
})

describe('a slip is explained:', () => {
  it.each([
    ['a case that there is not', ['note', '99', 'x'], 'not_found', /no case 99/, /inbox/],
    ['a name that no case has', ['thread', 'no-such'], 'not_found', /no case no-such/, /inbox/],
    ['what is no case at all', ['due', '--within', 'x'], 'usage', /number of days/, /whole number/],
    ['a colleague nobody knows', ['assign', '1', 'bo'], 'usage', /no colleague “bo”/, /Aigerim .*Saule/],
    ['one who cannot open it', ['assign', '2', 'daniyar'], 'usage', /cannot open/, /these can: Aigerim/],
    ['one for whom it waits', ['assign', '1', 'saule'], 'usage', /cannot open/, /Aigerim .* and Daniyar/],
    [
      'an option that there is not',
      ['assign', '1', '(', '--x'],
      'usage',
      /unknown option/,
      /see candor assign/,
    ],
    ['a status that is none', ['status', '1', 'done'], 'usage', /“done”/, /new, triage, open/],
    ['what no source is told', ['tell', '1', 'open'], 'usage', /“open”/, /under-review, acted/],
    ['an empty label', ['label', '1', '+'], 'usage', /empty/, /word/],
    ['a label that is too long', ['label', '1', 'ж'.repeat(31)], 'usage', /too long/, /60 bytes/],
    ['a label that is not there', ['label', '1', '-other'], 'usage', /no label “other”/, /it has: /],
    ['a link with itself', ['link', '1', '1'], 'usage', /itself/, /two cases/],
    [
      'a severity that is none',
      ['severity', '1', 'bad'],
      'usage',
      /“bad”/,
      /low, medium, high, critical, none/,
    ],
    ['a merge with itself', ['merge', '1', '1'], 'usage', /repeat itself/, /two cases/],
    ['a merge with nothing', ['merge', '1'], 'usage', /name the case that it repeats/, /one of the two/],
    ['what cannot be named', ['name', '1', 'thing', 'x'], 'usage', /“thing”/, /person, organisation, place/],
    ['an empty name', ['name', '1', 'person', ' '], 'usage', /empty/, /write the name/],
    [
      'a name that is not there',
      ['name', '3', 'place', 'x', '--remove'],
      'usage',
      /does not name the place “x”/,
      /the person “А. Серіков”/,
    ],
    [
      'a day that is none',
      ['delay', '1', 'feedback', '--until', '2026-13-01', '--reason', 'x'],
      'usage',
      /not a day/,
      /2026-12-01/,
    ],
    [
      'a day that is over',
      ['delay', '1', 'feedback', '--until', '2020-01-01', '--reason', 'x'],
      'usage',
      /over/,
      /still to come/,
    ],
    [
      'a clock that is none',
      ['delay', '1', 'lunch', '--until', '2400-01-01', '--reason', 'x'],
      'usage',
      /“lunch”/,
      /acknowledge, feedback/,
    ],
    [
      'no reason',
      ['delay', '1', 'feedback', '--until', '2400-01-01', '--reason', ' '],
      'usage',
      /reason is empty/,
      /why/,
    ],
    ['nothing to say', ['reply', '1', ' \n '], 'usage', /no text/, /want to say/],
    ['more than fits', ['reply', '1', 'ж'.repeat(15_001)], 'usage', /too long/, /several messages/],
    ['a text and a file', ['note', '1', 'x', '--file', 'y'], 'usage', /as well/, /one of them/],
    ['both parts alone', ['thread', '1', '--team', '--source'], 'usage', /exclude/, /both/],
    [
      'a filter that nothing has',
      ['inbox', '--offline', '--desk', 'south'],
      'usage',
      /no desk/,
      /Main desk and Oversight/,
    ],
  ] as const)('%s', async (_, args, code, message, hint) => {
    expect(await refusal(...args)).toEqual({
      code,
      message: expect.stringMatching(message),
      hint: expect.stringMatching(hint),
    })
  })

  it('and none of it waits in the queue', async () => {
    const { waiting } = await office.json('aigerim', ['sync'])
    expect(waiting).toBe(0)
  })
})

describe('help', () => {
  it.each(commands.map((command) => [nameOf(command)]))('of %s has an example', async (name) => {
    const { code, out } = await office.at('aigerim', [name, '--help'])
    expect([code, out]).toEqual([0, expect.stringMatching(/\nExamples?:\n {2}candor \S/)])
    expect(out).toContain(`\n  candor ${name}`)
  })
})
