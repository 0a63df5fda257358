import { readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fromBase64, fromHex } from '../../src/protocol/bytes.ts'
import { codenameNumbers, parseCodename } from '../../src/protocol/codename.ts'
import { deriveSourceKeys } from '../../src/protocol/source-keys.ts'
import { implementations, sodium } from '../support/implementations.ts'
import { type Bureau, type Investigator, openBureau } from './bureau.ts'
import { cases, casesOf, loseWrites, must, sync, write } from './colleagues.ts'
import { foldIn, foldOf, foldOfSource } from './folds.ts'
import { found, type Needle, needle, spelled, utf16 } from './needles.ts'
import {
  anotherPage,
  answer,
  comeBackAfresh,
  lookAgain,
  openSource,
  type Source,
  sendTip,
  shown,
  untilLost,
} from './sources.ts'
import { actName, MARK, storyOf, textOf, tongues } from './story.ts'
import { press } from './walk.ts'

// One long walk: two sources in two browsers, three investigators on the command line, one of them left out of one case.

let bureau: Bureau
let anna: Source
let bek: Source

const investigators = () => bureau.people as readonly [Investigator, Investigator, Investigator]

async function pass(seconds: number): Promise<void> {
  bureau.pass(seconds)
  for (const { context } of [anna, bek]) await context.clock.setFixedTime(bureau.now() * 1000)
}

interface Turns {
  readonly anna: () => Promise<void>
  readonly bek: () => Promise<void>
  /** How each hands in what they wrote. */
  readonly syncs: (who: Investigator) => Promise<unknown>
}

const usual: Turns = {
  anna: () => answer(anna, anna.visit),
  bek: () => answer(bek, bek.visit),
  syncs: sync,
}

/** Everybody writes at once, hands in at once while the sources go on, and looks at what came of it. */
async function round(n: number, different: Partial<Turns> = {}): Promise<void> {
  const turns = { ...usual, ...different }
  await Promise.all([turns.anna(), turns.bek(), ...investigators().map((who) => write(who, n))])
  await pass(60)
  await Promise.all([usual.anna(), usual.bek(), ...investigators().map(turns.syncs)])
  for (const { way } of investigators()) way.fault = null
  await Promise.all([lookAgain(anna.visit), lookAgain(bek.visit), ...investigators().map(sync)])
  await pass(60)
}

const later = (milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds))

async function restart(pause = 0): Promise<void> {
  await bureau.stop()
  await later(pause)
  await bureau.start()
}

const databaseOf = (path: string) => new Database(path, { readonly: true })

function batchesHeld(): number {
  const database = databaseOf(join(bureau.data, 'candor.db'))
  const found = database.prepare('select count(*) from drop_batches').pluck().get() as number
  database.close()
  return found
}

const nothingWrong = { missing: [], forked: [], aside: [] }

beforeAll(async () => {
  bureau = await openBureau()
  ;[anna, bek] = await Promise.all([openSource(bureau, cases.a, 'ru'), openSource(bureau, cases.b, 'kk')])
}, 120_000)

afterAll(async () => {
  await Promise.all([anna, bek].map(({ context }) => context.close()))
  await bureau.close()
  for (const { profile } of [anna, bek]) await rm(profile, { recursive: true, force: true })
})

describe('two conversations', () => {
  it('begin in the form, each with those whom its source chose', async () => {
    const [, , saule] = investigators()
    await Promise.all([sendTip(anna, []), sendTip(bek, [saule.vault.identity.recipientId])])
    await Promise.all(investigators().map((who) => must(who, 'sync')))
    for (const who of investigators()) {
      const { cases: listed } = await must(who, 'inbox')
      const found = listed as readonly { name: string; preview: string }[]
      expect(found.length).toBe(casesOf(who).length)
      for (const about of casesOf(who))
        about.name = found.find(({ preview }) => preview === storyOf(about))?.name ?? ''
    }
    expect(cases.a.name).toMatch(/^\w+-\w+$/)
    expect(cases.b.name).toMatch(/^\w+-\w+$/)
    await Promise.all([anna, bek].map(comeBackAfresh))
    // Everybody reads at once, and so everybody confirms; a person who knows does it once.
    await Promise.all(
      investigators().map(async (who) => {
        for (const { name } of casesOf(who)) await must(who, 'read', name)
      }),
    )
  })

  it('go on with everybody at once; the first to write make a key each', () => round(0), 120_000)

  it('with answers that are lost on every side', async () => {
    const [aigerim, daniyar, saule] = investigators()
    loseWrites(aigerim.way, 'lost', 1, '/v1/drops/')
    loseWrites(daniyar.way, 'lost', 1, '/v1/team/')
    loseWrites(saule.way, 'lost', 2)
    const lose = (source: Source) => async () => {
      loseWrites(source.way, 'lost', 1000)
      await answer(
        source,
        source.visit,
        untilLost(async () => void (source.way.fault = null)),
      )
    }
    await round(1, { anna: lose(anna), bek: lose(bek) })
    for (const { way } of [aigerim, daniyar, saule, anna, bek]) expect(way.lost.length).toBeGreaterThan(0)
  }, 120_000)

  it('with something in between that answers for the server', async () => {
    const [aigerim, daniyar] = investigators()
    const troubled: unknown[] = []
    loseWrites(aigerim.way, 'garbled', 1, '/v1/drops/')
    loseWrites(daniyar.way, 'garbled', 1, '/v1/team/')
    await round(2, { syncs: async (who) => troubled.push((await sync(who))['trouble']) })
    expect(troubled.filter((each) => each !== null)).toEqual(['answer_malformed', 'answer_malformed'])
  }, 120_000)

  it('with a server that is stopped under a source who is writing, and under a desk', async () => {
    const [, , saule] = investigators()
    let restarted: Promise<void> | undefined
    await round(3, {
      bek: async () => {
        await bureau.stop()
        await answer(bek, bek.visit, untilLost(bureau.start))
      },
      syncs: async (who) => {
        if (who !== saule) return sync(who)
        // In the middle of what she hands in: her program goes on when the server is back.
        saule.way.fault = (method) => {
          if (method !== 'PUT') return null
          saule.way.fault = null
          restarted = restart(500)
          return 'lost'
        }
        return sync(who)
      },
    })
    expect(restarted).toBeDefined()
    await restarted
  }, 120_000)

  it('over midnight into another week, after which the server joins its batches and rewrites its file', async () => {
    await Promise.all([usual.anna(), usual.bek(), ...investigators().map((who) => write(who, 4))])
    await bureau.stop()
    const refused = await investigators()[1].type('sync')
    expect(refused.code).toBe(4)
    await pass(3 * 3600)
    const before = batchesHeld()
    await bureau.start()
    expect(batchesHeld()).toBeLessThan(before / 10)
    await Promise.all([usual.anna(), usual.bek(), ...investigators().map(sync)])
    await Promise.all([lookAgain(anna.visit), lookAgain(bek.visit), ...investigators().map(sync)])
    await round(5)
  }, 120_000)

  it('with a source who comes back afresh, and one who has two windows and writes in both', async () => {
    await comeBackAfresh(bek)
    const second = await anotherPage(anna)
    await round(6, {
      anna: async () => {
        await Promise.all([anna.visit, second].map((each) => answer(anna, each, undefined, true)))
      },
    })
    await lookAgain(second)
    expect(await shown(second)).toEqual(await shown(anna.visit))
    anna.faults.push(...second.faults)
    await second.page.close()
  }, 120_000)

  it('and with all of it at once', async () => {
    const [aigerim, daniyar] = investigators()
    let restarted: Promise<void> | undefined
    loseWrites(daniyar.way, 'garbled', 2)
    aigerim.way.fault = (method) => {
      if (method !== 'PUT') return null
      aigerim.way.fault = null
      restarted = restart(200)
      return 'lost'
    }
    loseWrites(anna.way, 'lost', 1)
    await round(7)
    anna.way.fault = null
    expect(restarted).toBeDefined()
    await restarted
    for (const again of [0, 1])
      for (const who of investigators()) expect((await sync(who))['waiting'], `${again}`).toBe(0)
    await Promise.all([lookAgain(anna.visit), lookAgain(bek.visit)])
  }, 120_000)
})

describe('at the end', () => {
  it.each(['a', 'b'] as const)(
    'every message of case %s is there once, after what its author had seen',
    (key) => {
      const about = cases[key]
      const { conversation, file } = foldOf(investigators()[0], about)
      const said = conversation.lines.flatMap(textOf)
      expect(about.talk.compare(said)).toEqual([])
      expect(said.length).toBeGreaterThanOrEqual(40)
      expect(about.team.compare(file.acts.flatMap(actName))).toEqual([])
      expect(file.acts.filter(({ event }) => event.type === 'assign').length).toBe(about.assigned)
      expect(conversation.acknowledged).not.toBe(null)
      expect([conversation.findings, file.findings]).toEqual([nothingWrong, nothingWrong])
    },
  )

  it.each(['a', 'b'] as const)('all folds of case %s agree byte for byte', async (key) => {
    const about = cases[key]
    const who = investigators().filter((each) => casesOf(each).includes(about))
    expect(who.length).toBe(key === 'a' ? 3 : 2)
    const folds = who.map((each) => foldOf(each, about))
    const bytes = folds.map(({ envelope, conversation, file, clocks, waiting, drops }) =>
      JSON.stringify({ envelope, conversation, file, clocks, waiting, drops }),
    )
    expect(new Set(bytes).size).toBe(1)
    expect(folds[0]?.waiting).toEqual([])
    for (const { p } of implementations) {
      const own = await foldOfSource(bureau, key === 'a' ? anna : bek, p)
      expect(JSON.stringify(own)).toBe(JSON.stringify(folds[0]?.conversation))
    }
  })

  it('the pages show all of it, as text, and complain about nothing', async () => {
    const faults: string[] = []
    for (const source of [anna, bek]) {
      const { lines } = foldOf(investigators()[0], source.about).conversation
      expect(await shown(source.visit)).toEqual(lines.flatMap(textOf))
      const { page, own } = source.visit
      expect(await page.locator('.conversation > li').count()).toBe(lines.length)
      expect(await page.locator('main a, main img, main script').count()).toBe(0)
      const all = await page.locator('main').textContent()
      for (const said of [own.conversation.missing, own.conversation.aside, own.conversation.ownPart])
        expect(all).not.toContain(said)
      faults.push(...source.faults, ...source.visit.faults)
    }
    // Of connections that were cut, and of a place that another window has taken, the browser itself says so.
    const expected = /^Failed to load resource: (net::ERR_|.* 409 )/
    expect(faults.filter((fault) => !expected.test(fault))).toEqual([])
  })

  it('whoever was left out has no trace of that case', async () => {
    const [aigerim, daniyar, saule] = investigators()
    const { cases: listed } = await must(saule, 'inbox', '--offline')
    expect((listed as { name: string }[]).map(({ name }) => name)).toEqual([cases.a.name])
    for (const [verb = '', ...rest] of [
      ['thread'],
      ['read'],
      ['reply', 'x'],
      ['note', 'x'],
      ['label', 'x'],
      ['link', '1'],
    ]) {
      const { json } = await saule.type(verb, cases.b.name, ...rest)
      expect(json['error'], verb).toMatchObject({ code: 'not_found' })
    }
    expect(foldIn(saule, cases.b)).toBe(null)
    const rows = (who: Investigator) => {
      const database = databaseOf(join(who.vault.folder, 'cases.db'))
      const all = (sql: string) => database.prepare(sql).pluck().all()
      const found = {
        items: all('select name from items order by name'),
        cases: all('select number from cases order by number'),
        watches: all('select number from watches order by number'),
        drops: all('select number from drops').length,
        queue: all('select place from queue'),
      }
      database.close()
      return found
    }
    const [a, b] = [foldOf(aigerim, cases.a).drops, foldOf(aigerim, cases.b).drops]
    const { items } = rows(daniyar)
    expect(rows(saule)).toEqual({ items, cases: [1], watches: [1], drops: a, queue: [] })
    expect(rows(daniyar)).toEqual({ items, cases: [1, 2], watches: [1, 2], drops: a + b, queue: [] })
    const saw = await readdir(saule.vault.folder)
    expect(saw.toSorted()).toEqual((await readdir(daniyar.vault.folder)).toSorted())
  })

  it('nothing of it lies with the server, running or stopped', async () => {
    const needles = [...secrets(), ...texts()]
    const wal = join(bureau.data, 'candor.db-wal')
    expect((await stat(wal)).size).toBeGreaterThan(0)
    // That the search finds what is there: what the public list names.
    const { envelope } = foldOf(investigators()[0], cases.a)
    expect(await found(bureau.data, [needle('the envelope', fromHex(envelope))])).not.toEqual([])
    expect(await found(bureau.data, needles)).toEqual([])
    await bureau.stop()
    expect(await found(bureau.data, needles)).toEqual([])
    const log = Buffer.from(bureau.log())
    expect(log.toString()).toContain('/v1/team/drops/:locator')
    expect(needles.filter(({ bytes }) => log.includes(bytes)).map(({ name }) => name)).toEqual([])
  })

  it('nor in the browsers, or what they leave on the disk', async () => {
    for (const { visit, context, profile } of [anna, bek]) {
      expect(await visit.page.evaluate(keptBy)).toEqual(['', 0, 0, [], [], []])
      await press(visit.page, visit.words.leave)
      await visit.page.waitForURL('about:blank')
      await context.close()
      expect(
        await found(profile, [needle('a text', MARK), needle('a text', utf16(MARK)), ...secrets()]),
      ).toEqual([])
    }
  })
})

const keptBy = async () => [
  document.cookie,
  localStorage.length,
  sessionStorage.length,
  await caches.keys(),
  await indexedDB.databases(),
  await navigator.serviceWorker.getRegistrations(),
]

/** The beginning of everything that was typed. */
function texts(): Needle[] {
  const all = Object.values(cases).flatMap((about) => [
    storyOf(about),
    ...about.talk.texts(),
    ...about.team.texts(),
  ])
  const each = all.flatMap((text) => [
    needle(text, text.slice(0, 40)),
    needle(text, utf16(text.slice(0, 40))),
  ])
  const inside = tongues.flatMap((text) => [
    needle(text, text.slice(0, 30)),
    needle(text, utf16(text.slice(0, 30))),
  ])
  return [...each, ...inside, needle('the mark', MARK)]
}

/** Codenames, and every key that opens or signs something. */
function secrets(): Needle[] {
  const ofSources = [anna, bek].flatMap(({ twelve, about: { key } }) => {
    const entropy = parseCodename(twelve.join(' '))
    const seeds = Object.entries(deriveSourceKeys(sodium, entropy, bureau.trusted.orgId))
    const written = [' ', ', ', ',', '-', '\n', '","', ''].map((gap) => twelve.join(gap))
    return [
      ...[...written, codenameNumbers(twelve.join(' '))].flatMap((text) => [
        needle(`codename ${key}`, text),
        needle(`codename ${key}`, utf16(text)),
      ]),
      ...spelled(`entropy ${key}`, entropy),
      ...seeds.flatMap(([name, seed]) => spelled(`${name} ${key}`, seed)),
    ]
  })
  const ofPeople = investigators().flatMap(({ name, vault }) => [
    ...spelled(`${name}, identity`, vault.identity.signing),
    ...spelled(`${name}, vault`, vault.key),
    ...vault.identity.intake.seeds.flatMap((seed) => spelled(`${name}, intake`, seed)),
  ])
  const [aigerim] = investigators()
  const ofCases = [cases.a, cases.b].flatMap((about) =>
    Object.values(foldOf(aigerim, about).keys)
      .flat()
      .flatMap((key) => spelled(`key of case ${about.key}`, fromBase64(key))),
  )
  return [...ofSources, ...ofPeople, ...ofCases]
}
