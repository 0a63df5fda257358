import { copyFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { followChain } from '../../src/client/directory.ts'
import type { TrustedKeyring } from '../../src/protocol/keyring/chain.ts'
import { DAY, p, WEEK } from '../intake/support.ts'
import { type Bureau, describeDesks, openBureau, proposedIn } from './bureau.ts'
import { random } from './inside.ts'

// One organisation from its founding on: two of three root keys sign everything, and three people read.

let bureau: Bureau
let organisation: string
let first: TrustedKeyring

beforeAll(async () => {
  bureau = await openBureau()
})

afterAll(() => bureau.close())

const proposal = (who: string, seq: number) => join(bureau.path(who), `proposal-${seq}.json`)
const newest = () => followChain(p, bureau.api, { orgId: null })

/** Drafted by the first admin; signed by the first two, each with a root key of their own. */
async function signBoth(file: string): Promise<void> {
  for (const who of ['chief', 'deputy']) {
    expect(await bureau.admin(who, 'sign', file)).toMatchObject({ code: 0 })
  }
}

describe('an organisation is founded', () => {
  it('from a description that people can edit', async () => {
    const file = bureau.path('organisation.json')
    expect((await bureau.admin('chief', 'template', '--out', file)).code).toBe(0)
    expect((await bureau.admin('chief', 'template', '--out', file)).code).toBe(0)
    describeDesks(file, ['north', 'south'])
    expect(await bureau.admin('chief', 'template', '--out', file)).toMatchObject({ code: 1 })
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ languages: ['en', 'ru', 'kk'] })
  })

  it('with two of three root keys on three machines', async () => {
    for (const name of ['aigerim', 'daniyar', 'saule']) bureau.person(name)
    await bureau.root('chief')
    const [deputy, third] = [await bureau.root('deputy'), await bureau.root('third')]
    const people = { aigerim: 'north', daniyar: 'south,north', saule: 'north' }
    const wishes = Object.entries(people).map(([name, desks]) => `${desks}=${bureau.request(name)}`)
    const args = ['init', bureau.path('organisation.json'), '--form', bureau.path('no-form')].concat(
      ['--data', bureau.path('data'), '--root', deputy, '--root', third],
      wishes.flatMap((wish) => ['--enrol', wish]),
    )
    const made = await bureau.admin('chief', ...args)
    expect([made.code, made.err]).toEqual([0, ''])
    expect(made.out).toContain('Still missing: the signature of 1 more root key.')
    organisation = /\n([0-9a-f]{64})\n/.exec(made.out)?.[1] ?? ''
    expect(proposedIn(proposal('chief', 1))).toMatchObject({ seq: 1, threshold: 2 })
    // The same again is the same: somebody who was interrupted goes on.
    expect(await bureau.admin('chief', ...args)).toMatchObject({ code: 0 })
  })

  it('and shows it as digits, words and a picture that fit a terminal of 80 columns', async () => {
    const poster = readFileSync(join(bureau.path('chief'), 'poster.svg'), 'utf8')
    expect(poster).toContain(organisation.slice(0, 32))
    const shown = await bureau.admin('deputy', 'sign', proposal('chief', 1))
    expect(shown.out).toContain(`organisation ${organisation}`)
    expect(shown.out).toMatch(/aigerim is new: from then on they can read what is sent to north\./)
    expect(shown.out).toContain('Publish it: candor admin publish')
  })

  it('is not published before enough have signed, and is then', async () => {
    expect(await bureau.admin('chief', 'publish', proposal('chief', 1))).toMatchObject({ code: 0 })
    first = await newest()
    expect(first.keyring.recipients.map(({ label }) => label[0])).toEqual(['aigerim', 'daniyar', 'saule'])
    // What was done is not done twice.
    expect(await bureau.admin('chief', 'publish', proposal('chief', 1))).toMatchObject({ code: 0 })
    for (const name of ['aigerim', 'daniyar', 'saule']) {
      await bureau.vault(name, organisation)
      expect(await bureau.at(name, 'sync')).toMatchObject({ code: 0 })
    }
  })

  it('only once in a folder', async () => {
    const outcome = await bureau.admin('chief', 'init', bureau.path('organisation.json'))
    expect([outcome.code, outcome.err]).toEqual([
      1,
      expect.stringContaining('belongs to an organisation already'),
    ])
  })
})

describe('somebody is let in', () => {
  it('when the words were compared, with a name in every language', async () => {
    bureau.person('dana')
    const args = ['--desk', 'south', '--label', 'Dana', '--label', 'Дана', '--label', 'Дана (қаз.)']
    const drafted = await bureau.admin('chief', 'enrol', bureau.request('dana'), ...args)
    expect(drafted.out).toMatch(/Dana asks to be let in with these words:\n {2}([a-z]+ ){11}[a-z]+\n/)
    expect(drafted.out).toContain('2 of 3 must approve')
    const few = await bureau.admin(
      'chief',
      'enrol',
      bureau.request('dana'),
      '--desk',
      'south',
      '--label',
      'D',
    )
    expect([few.code, few.err]).toEqual([2, expect.stringContaining('en, ru, kk')])
  })

  it('by more than half of the colleagues and two root keys, and not before', async () => {
    const file = proposal('chief', 2)
    await signBoth(file)
    const early = await bureau.admin('chief', 'publish', file)
    expect([early.code, early.err]).toEqual([
      1,
      expect.stringContaining('the approval of 2 more: aigerim, daniyar or saule'),
    ])
    const copies = ['aigerim', 'saule'].map((name) => {
      copyFileSync(file, bureau.path(`from-${name}.json`))
      return [name, bureau.path(`from-${name}.json`)] as const
    })
    for (const [name, copy] of copies) {
      const approved = await bureau.at(name, 'approve', copy)
      expect([approved.code, approved.out]).toEqual([0, expect.stringContaining('Dana is new')])
    }
    const published = await bureau.admin('chief', 'publish', ...copies.map(([, copy]) => copy))
    expect([published.code, published.out]).toEqual([0, expect.stringContaining('Sources are given it')])
    expect((await newest()).keyring.recipients.at(-1)?.label).toEqual(['Dana', 'Дана', 'Дана (қаз.)'])
    await bureau.vault('dana', organisation)
    expect(await bureau.at('dana', 'sync')).toMatchObject({ code: 0 })
  })

  it('never twice', async () => {
    const again = await bureau.admin('chief', 'enrol', bureau.request('dana'), '--desk', 'north')
    expect([again.code, again.err]).toEqual([2, expect.stringContaining('listed with this identity already')])
  })

  it('not by somebody whose place was taken in the proposal', async () => {
    // A proposal that lists another identity for a colleague is that colleague’s alarm.
    const before = first.keyring.recipients[0]
    bureau.person('impostor', before?.id)
    const out = bureau.path('swap.json')
    const drafted = await bureau.admin('chief', 'enrol', bureau.request('impostor'), '--out', out)
    expect(drafted.out).toContain('This replaces the identity of aigerim.')
    const refused = await bureau.at('aigerim', 'approve', out)
    expect([refused.code, refused.err]).toEqual([3, expect.stringContaining('your vault did not make')])
    expect(proposedIn(out).seq).toBe(3)
  })

  it('not when the file is of an older chain than the vault has seen', async () => {
    await bureau.at('daniyar', 'sync')
    const stale = await bureau.at('daniyar', 'approve', proposal('chief', 2))
    expect([stale.code, stale.err]).toEqual([3, expect.stringContaining('known here already')])
  })
})

describe('everybody’s keys are renewed', () => {
  it('when they come to their end, which the status says beforehand', async () => {
    expect(await bureau.admin('chief', 'status')).toMatchObject({
      code: 0,
      out: expect.stringContaining('There is nothing to do.'),
    })
    bureau.time.now += 20 * WEEK
    for (const name of ['aigerim', 'daniyar', 'saule', 'dana'])
      expect(await bureau.at(name, 'sync')).toMatchObject({ code: 0 })
    const status = await bureau.admin('chief', 'status')
    expect(status.code).toBe(1)
    expect(status.out).toContain('wait to be taken in. Run candor admin renew.')
    expect(status.out).toMatch(/The keys of aigerim last \d+ more days/)
  })

  it('without anybody’s approval, for another year', async () => {
    const drafted = await bureau.admin('chief', 'renew')
    expect([drafted.code, drafted.err]).toEqual([0, ''])
    const file = proposal('chief', 3)
    await signBoth(file)
    expect(await bureau.admin('chief', 'publish', file)).toMatchObject({ code: 0 })
    const { keyring } = await newest()
    const ends = keyring.recipients.map(({ firstEpoch, epochs }) => firstEpoch + epochs.length)
    const before = first.keyring.recipients.map(({ firstEpoch, epochs }) => firstEpoch + epochs.length)
    expect(Math.min(...ends)).toBeGreaterThan(Math.max(...before))
    expect((await bureau.admin('chief', 'status')).out).not.toContain('candor admin renew')
  })

  it('but not by a proposal that lay around for more than two weeks', async () => {
    const out = bureau.path('late.json')
    expect(await bureau.admin('chief', 'renew', '--out', out)).toMatchObject({ code: 0 })
    await signBoth(out)
    bureau.time.now += 15 * DAY
    const late = await bureau.admin('chief', 'publish', out)
    expect([late.code, late.err]).toEqual([1, expect.stringContaining('more than 14 days ago')])
  })
})

describe('root keys are replaced', () => {
  it('by a new one beside the old one, and clients that know the old ones follow', async () => {
    const before = await newest()
    expect(await bureau.admin('chief', 'rotate-root')).toMatchObject({ code: 0 })
    expect(existsSync(join(bureau.path('chief'), 'root-2.json'))).toBe(true)
    const file = proposal('chief', 4)
    await signBoth(file)
    expect(await bureau.admin('chief', 'publish', file)).toMatchObject({ code: 0 })
    const after = await followChain(p, bureau.api, { known: first })
    expect(after.keyring.roots).not.toEqual(before.keyring.roots)
    expect(after.keyring.roots).toHaveLength(3)
    expect(await bureau.at('aigerim', 'sync')).toMatchObject({ code: 0 })
  })

  it('and a dropped one signs nothing any more', async () => {
    // The deputy’s is first, since the chief’s new one stands behind those that stayed.
    const drafted = await bureau.admin('chief', 'rotate-root', '--drop', '2')
    expect([drafted.code, drafted.err]).toEqual([0, ''])
    const file = proposal('chief', 5)
    await signBoth(file)
    expect(await bureau.admin('chief', 'publish', file)).toMatchObject({ code: 0 })
    expect((await newest()).keyring.roots).toHaveLength(2)
    await bureau.admin('chief', 'form', bureau.path('chief'))
    const useless = await bureau.admin('third', 'sign', proposal('chief', 6))
    expect([useless.code, useless.err.split('\n')[0]]).toEqual([
      1,
      expect.stringMatching(/none of those that can sign this/),
    ])
  })
})

describe('somebody is taken out', () => {
  const out = () => bureau.path('removal.json')

  it('not while they are the only one at a desk', async () => {
    const drafted = await bureau.admin(
      'chief',
      'change',
      '--at',
      'dana=north',
      '--out',
      bureau.path('moved.json'),
    )
    expect(drafted.out).toContain('Dana can also read what is sent to north')
    const { keyring } = await newest()
    expect(keyring.desks.map(({ id }) => id)).toEqual(['north', 'south'])
    const only = await bureau.admin('chief', 'change', '--at', 'dana=north', '--at', 'daniyar=north')
    expect([only.code, only.err]).toEqual([3, expect.stringContaining('a desk has no recipient')])
  })

  it('not without knowing what would be lost with them', async () => {
    const refused = await bureau.admin('chief', 'remove', 'dana')
    expect([refused.code, refused.err]).toEqual([1, expect.stringContaining('run candor handover')])
    const shown = await bureau.admin('chief', 'handover', 'dana')
    expect(shown.out).toContain('There is somebody else at each of their desks.')
  })

  it('with a handover of theirs, and of nobody else', async () => {
    expect(await bureau.at('dana', 'sync')).toMatchObject({ code: 0 })
    for (const name of ['dana', 'saule'])
      expect(await bureau.at(name, 'handover', '--out', bureau.path(`handover-${name}.json`))).toMatchObject({
        code: 0,
      })
    const other = await bureau.admin(
      'chief',
      'remove',
      'dana',
      '--handover',
      bureau.path('handover-saule.json'),
    )
    expect([other.code, other.err]).toEqual([1, expect.stringContaining('of somebody else')])
    const good = bureau.path('handover-dana.json')
    expect((await bureau.admin('chief', 'handover', 'dana', good)).out).toContain('nothing is theirs alone')
    const drafted = await bureau.admin('chief', 'remove', 'dana', '--handover', good, '--out', out())
    expect([drafted.code, drafted.out]).toEqual([0, expect.stringContaining('Dana is removed')])
    bureau.time.now += 9 * DAY
    const old = await bureau.admin('chief', 'remove', 'dana', '--handover', good)
    expect([old.code, old.err]).toEqual([1, expect.stringContaining('more than 7 days old')])
  })

  it('and everybody can see since when, and what was done by whom', async () => {
    await signBoth(out())
    expect(await bureau.admin('chief', 'publish', out())).toMatchObject({ code: 0 })
    const { keyring } = await newest()
    const access = await bureau.admin('chief', 'access')
    expect(access.out).toMatch(new RegExp(`Dana +[\\d-]+ +${keyring.validFrom}`))
    expect(await bureau.at('saule', 'sync')).toMatchObject({ code: 0 })
    const [mine, theirs] = [await bureau.at('saule', 'journal'), await bureau.admin('chief', 'journal')]
    expect(mine.out).toBe(theirs.out)
    expect(mine.out).toContain('approved by aigerim and saule')
    expect(mine.out).toContain(`All ${keyring.seq} were checked, from the first on.`)
  })

  it('when they are gone: then it is said what may be lost', async () => {
    const gone = await bureau.admin(
      'chief',
      'remove',
      'saule',
      '--without-handover',
      '--out',
      bureau.path('gone.json'),
    )
    expect([gone.code, gone.err]).toEqual([0, expect.stringContaining('are lost, and nobody knows which')])
  })
})

describe('what is not theirs to sign', () => {
  it('a proposal of another organisation is refused before anything is signed', async () => {
    const other = await openBureau()
    try {
      await other.root('chief')
      other.person('eve')
      const file = other.path('organisation.json')
      await other.admin('chief', 'template', '--out', file)
      const made = await other.admin(
        'chief',
        'init',
        file,
        '--enrol',
        `main=${other.request('eve')}`,
        '--data',
        other.path('data'),
        '--form',
        other.path('no-form'),
      )
      expect(made.code).toBe(0)
      const foreign = join(other.path('chief'), 'proposal-1.json')
      const bytes = readFileSync(foreign)
      for (const act of [
        () => bureau.admin('chief', 'sign', foreign),
        () => bureau.at('aigerim', 'approve', foreign),
        () => bureau.admin('chief', 'publish', foreign),
      ])
        expect(await act()).toMatchObject({ code: 3, err: expect.stringMatching(/another organisation/) })
      expect(readFileSync(foreign)).toEqual(bytes)
    } finally {
      await other.close()
    }
  })

  it.each([
    ['cut short', (bytes: Uint8Array) => bytes.subarray(0, 1000), 'cut short or edited'],
    ['something else', () => readFileSync(bureau.request('dana')), 'is a request to be enrolled'],
    [
      'newer',
      (bytes: Uint8Array) => Buffer.from(Buffer.from(bytes).toString().replace('"version":1', '"version":2')),
      'newer Candor',
    ],
    ['nothing', () => new Uint8Array(), 'is not a proposal that is whole'],
    ['random', () => random(500), 'is not a proposal that is whole'],
  ])('a file that is %s is named', async (_, damage, why) => {
    const bad = bureau.path('bad.json')
    writeFileSync(bad, damage(new Uint8Array(readFileSync(bureau.path('gone.json')))))
    for (const outcome of [
      await bureau.admin('chief', 'sign', bad),
      await bureau.at('aigerim', 'approve', bad),
      await bureau.admin('chief', 'publish', bad),
    ])
      expect([outcome.code, outcome.err]).toEqual([1, expect.stringContaining(why)])
  })
})

describe('what is shown', () => {
  it('fits a terminal of 80 columns', async () => {
    for (const args of [
      ['status'],
      ['access'],
      ['journal'],
      ['handover', 'saule'],
      ['sign', bureau.path('gone.json'), '--yes'],
    ]) {
      const { out } = await bureau.seen('chief', ...args)
      const lines = out.split('\n').map((line) => stripVTControlCharacters(line).length)
      expect([args[0], Math.max(...lines) <= 80, lines.length > 3]).toEqual([args[0], true, true])
    }
  })

  it('is told to programs in one line of JSON', async () => {
    expect(await bureau.json('chief', 'status')).toMatchObject({ keyring: 6, tasks: expect.anything() })
    expect(await bureau.json('chief', 'access')).toMatchObject({ access: expect.anything() })
    expect(await bureau.json('chief', 'journal')).toMatchObject({ keyrings: { length: 6 } })
  })
})
