import { describe, expect, it } from 'vitest'
import type { Api } from '../../src/client/api.ts'
import { shardOf } from '../../src/protocol/drop.ts'
import { CandorError } from '../../src/protocol/errors.ts'
import { homeOf, laneOf, locatorOf, shardIndex } from '../../src/protocol/thread/lane.ts'
import { type ReturnedTip, write } from '../../src/source/visit.ts'
import { sodium as p } from '../support/implementations.ts'
import { TODAY } from '../support/organisation.ts'
import {
  acknowledgeOf,
  answer,
  come,
  makeServer,
  makeSource,
  said,
  say,
  speak,
  tipOf,
  tools,
  WEEK,
} from '../support/visits.ts'

const FULL = new Uint8Array(2048)

describe('11.6 a source who comes back', () => {
  it('finds the tip, with its clocks, and that nothing was said yet', async () => {
    const source = makeSource('first')
    const found = await come(makeServer([makeSource('other'), source]), source)
    expect(found.tips).toHaveLength(1)
    expect(tipOf(found)).toMatchObject({
      envelope: source.hashes[0],
      day: TODAY,
      conversation: { lines: [], told: null, findings: { missing: [], forked: [], aside: [] } },
      clocks: { acknowledge: { due: TODAY + 7, met: null }, feedback: { due: TODAY + 97, met: null } },
    })
    expect(found.hasEarlier).toBe(false)
  })

  it('finds nothing under words that were never used, with the same requests', async () => {
    const source = makeSource('first')
    const server = makeServer([source])
    answer(server, source, 0, acknowledgeOf(source))
    answer(server, source, 1, { type: 'ask', text: 'where?' })
    const requests = []
    for (const each of [source, makeSource('nobody')]) {
      server.requests.length = 0
      const found = await come(server, each)
      requests.push(server.requests.join())
      expect(found.tips).toHaveLength(each === source ? 1 : 0)
    }
    expect(requests[1]).toBe(requests[0])
    expect(requests[0]).toBe(`entries 0,weeks,${[3, 2, 1, 0].map((n) => `shard ${WEEK - n} 4`).join()}`)
  })

  it('reads what was answered, by whomever, and is heard', async () => {
    const source = makeSource('first')
    const server = makeServer([source])
    answer(server, source, 0, acknowledgeOf(source))
    answer(server, source, 1, { type: 'ask', text: 'where?' })
    let found = await come(server, source)
    expect(said(tipOf(found))).toEqual(['acknowledge', 'where?'])
    expect(tipOf(found).clocks.acknowledge.met).toBe(WEEK * 7)
    found = await speak(server, found, say('at the harbour'))
    expect(said(tipOf(found))).toEqual(['acknowledge', 'where?', 'at the harbour'])
    found = await speak(server, found, say('x'.repeat(9000)))
    answer(server, source, 2, { type: 'tell', status: 'acted', text: 'thank you' })
    const again = await come(server, source)
    expect(said(tipOf(again))).toEqual([
      'acknowledge',
      'where?',
      'at the harbour',
      'x'.repeat(9000),
      'thank you',
    ])
    expect(tipOf(again).conversation).toMatchObject({
      told: 'acted',
      findings: { missing: [], forked: [], aside: [] },
    })
    expect(tipOf(again).clocks.feedback.met).toBe(WEEK * 7)
  })

  it('writes first, before anybody answered, and several times', async () => {
    const source = makeSource('first')
    const server = makeServer([source])
    let found = await come(server, source)
    for (const text of ['one', 'two', 'two', 'three']) found = await speak(server, found, say(text))
    expect(said(tipOf(found))).toEqual(['one', 'two', 'two', 'three'])
    expect(said(tipOf(await come(server, source)))).toEqual(['one', 'two', 'two', 'three'])
    found = await speak(server, found, { type: 'withdraw', text: '' })
    expect(tipOf(await come(server, source)).conversation.withdrawn).toBe(true)
  })

  it('lets one server see nothing that it would not see of another source: every drop is of one size and shard', async () => {
    const source = makeSource('first')
    const server = makeServer([source])
    const found = await come(server, source)
    await speak(server, await speak(server, found, say('x'.repeat(5000))), say('y'))
    answer(server, source, 0, acknowledgeOf(source))
    const shard = shardIndex(p, source.keys.thread, 4)
    expect(server.drops().map(({ locator }) => shardOf(locator, 4))).toEqual(Array(5).fill(shard))
    expect(server.drops().map(({ cell }) => cell.length)).toEqual(Array(5).fill(2048))
  })
})

describe('11.5 a message that meets trouble', () => {
  it.each(['lost', 'lost-answer'] as const)('%s, and written again, arrives once', async (what) => {
    const source = makeSource('first')
    const server = makeServer([source])
    const found = await come(server, source)
    server.trouble.push(what)
    await expect(speak(server, found, say('once'))).rejects.toMatchObject({ code: 'network_unreachable' })
    const after = await speak(server, found, say('once'))
    expect(said(tipOf(after))).toEqual(['once'])
    expect(server.drops()).toHaveLength(1)
    expect(tipOf(await come(server, source)).conversation).toMatchObject({
      lines: [{ event: say('once') }],
      findings: { missing: [], forked: [], aside: [] },
    })
  })

  it.each([0, 1, 2, 3])(
    'of several parts, of which number %i was lost, arrives whole and once',
    async (part) => {
      const source = makeSource('first')
      const server = makeServer([source])
      const found = await come(server, source)
      const long = say('x'.repeat(7000))
      server.trouble.push(...Array<'fine'>(part).fill('fine'), 'lost-answer')
      await expect(speak(server, found, long)).rejects.toMatchObject({ code: 'network_unreachable' })
      expect(said(tipOf(await speak(server, found, long)))).toEqual([long.text])
      expect(server.drops()).toHaveLength(4)
    },
  )

  it('and is given up for another one, and written again, arrives once, and the other one too', async () => {
    const source = makeSource('first')
    const server = makeServer([source])
    let found = await come(server, source)
    server.trouble.push('fine', 'lost-answer')
    const long = say('x'.repeat(7000))
    await expect(speak(server, found, long)).rejects.toMatchObject({ code: 'network_unreachable' })
    found = await speak(server, found, say('short'))
    found = await speak(server, found, long)
    for (const each of [found, await come(server, source)]) {
      expect(said(tipOf(each)).toSorted()).toEqual(['short', long.text])
      expect(tipOf(each).conversation.findings.forked).toEqual([])
    }
  })

  it('goes to the next place where another window of the same source has written', async () => {
    const source = makeSource('first')
    const server = makeServer([source])
    const [one, other] = [await come(server, source), await come(server, source)]
    await speak(server, await speak(server, one, say('one')), say('two'))
    const found = await speak(server, other, say('three'))
    expect(said(tipOf(found))).toEqual(['three'])
    const all = await come(server, source)
    expect(said(tipOf(all)).toSorted()).toEqual(['one', 'three', 'two'])
    expect(tipOf(all).conversation.findings).toEqual({ missing: [], forked: [], aside: [] })
  })

  it('comes to an end with a server that refuses every place', async () => {
    const source = makeSource('first')
    const server = makeServer([source])
    const found = await come(server, source)
    let asked = 0
    const refusing: Api = {
      ...server.api,
      putDrop: async () => {
        if (++asked > 5000) throw new Error('it has no end')
        throw new CandorError('drop_conflict', 'taken')
      },
    }
    const act = write(p, refusing, found, tipOf(found), say('x'), tools(server))
    await expect(act).rejects.toMatchObject({ code: 'drop_conflict' })
  })
})

describe('11.6 weeks', () => {
  it('beyond the latest four are looked at when asked, and what they hold is not missed before', async () => {
    const source = makeSource('first')
    const server = makeServer([source])
    answer(server, source, 0, acknowledgeOf(source))
    await speak(server, await come(server, source), say('early'))
    server.go(WEEK + 6)
    answer(server, source, 1, { type: 'ask', text: 'late' })
    const four = await come(server, source)
    expect([said(tipOf(four)), four.hasEarlier]).toEqual([['late'], true])
    expect(tipOf(four).conversation.findings).toEqual({ missing: [], forked: [], aside: [] })
    const all = await come(server, source, 100)
    expect([said(tipOf(all)), all.hasEarlier]).toEqual([['acknowledge', 'early', 'late'], false])
    expect(said(tipOf(await speak(server, four, say('still here'))))).toEqual(['late', 'still here'])
    expect(said(tipOf(await come(server, source, 100)))).toEqual([
      'acknowledge',
      'early',
      'late',
      'still here',
    ])
  })

  it('of silence are no reason to be sorted before others: who finds nothing after five weeks counts from 1', async () => {
    const source = makeSource('first')
    const server = makeServer([source])
    let found = await come(server, source)
    for (const text of ['a', 'b', 'c']) {
      found = await speak(server, found, say(text))
      answer(server, source, 0, { type: 'ask', text: `${text}?` })
    }
    server.go(WEEK + 5)
    const back = await come(server, source)
    expect(said(tipOf(back))).toEqual([])
    await speak(server, back, say('it is me again'))
    answer(server, source, 1, { type: 'ask', text: 'welcome' })
    const all = tipOf(await come(server, source, 100))
    expect(said(all).slice(-2)).toEqual(['it is me again', 'welcome'])
    expect(said(all)).toHaveLength(8)
    expect(all.conversation.findings).toEqual({ missing: [], forked: [], aside: [] })
  })

  it('in which a server says that every place is taken are too full to write in', async () => {
    const source = makeSource('first')
    const server = makeServer([source])
    const lane = laneOf(p, source.keys.thread, 'source', homeOf(p, source.keys.thread))
    const shard = { bits: 4, shard: shardIndex(p, source.keys.thread, 4) }
    for (let place = 0; place < 4040; place++) {
      server.put(locatorOf(p, lane, WEEK, place, shard), FULL)
    }
    const found = await come(server, source)
    await expect(speak(server, found, say('x'))).rejects.toMatchObject({ code: 'server_busy' })
    server.go(WEEK + 1)
    expect(said(tipOf(await speak(server, await come(server, source), say('x'))))).toEqual(['x'])
  })

  it('that have expired are gone and not missed; a recap says what was in them', async () => {
    const source = makeSource('first')
    const server = makeServer([source])
    answer(server, source, 0, acknowledgeOf(source))
    server.go(WEEK + 55)
    answer(server, source, 1, {
      type: 'recap',
      acknowledged: '2026-11-22',
      status: 'under-review',
      answered: '',
    })
    server.go(WEEK + 55, WEEK + 53)
    const found = await come(server, source, 100)
    expect(tipOf(found).conversation).toMatchObject({
      lines: [{ event: { type: 'recap' } }],
      told: 'under-review',
      acknowledged: Date.parse('2026-11-22') / 86_400_000,
      findings: { missing: [], forked: [], aside: [] },
    })
  })

  it('divided into more or fewer shards than before are all found', async () => {
    const source = makeSource('first')
    const server = makeServer([source], (week) => (week <= WEEK ? 4 : 6))
    answer(server, source, 0, { type: 'ask', text: 'in sixteen' })
    await speak(server, await come(server, source), say('one'))
    server.go(WEEK + 1)
    answer(server, source, 0, { type: 'ask', text: 'in sixty-four' })
    const found = await speak(server, await come(server, source), say('two'))
    expect(said(tipOf(found))).toEqual(['in sixteen', 'one', 'in sixty-four', 'two'])
    expect(server.requests).toContain(`shard ${WEEK + 1} 6`)
    expect(said(tipOf(await come(server, source)))).toEqual(['in sixteen', 'one', 'in sixty-four', 'two'])
  })

  it.each([0, 5, 16])('divided into shards as no keyring says are not looked at: %i bits', async (bits) => {
    const source = makeSource('first')
    for (const strange of [WEEK, WEEK - 3]) {
      const server = makeServer([source], (week) => (week === strange ? bits : 4))
      await expect(come(server, source)).rejects.toMatchObject({ code: 'answer_malformed' })
      expect(server.requests.filter((request) => request.startsWith('shard'))).toEqual([])
    }
  })

  it('that go by while the page is open: what was sealed before the turn is taken after it', async () => {
    const source = makeSource('first')
    const server = makeServer([source])
    const found = await come(server, source)
    server.go(WEEK + 1)
    await speak(server, found, say('late in the evening'))
    expect(said(tipOf(await come(server, source)))).toEqual(['late in the evening'])
  })
})

describe('two tips', () => {
  it('of two sources in one shard do not mix', async () => {
    const [one, other] = [makeSource('first'), makeSource('other')]
    const server = makeServer([one, other], () => 4)
    await speak(server, await come(server, one), say('of one'))
    await speak(server, await come(server, other), say('of the other'))
    answer(server, one, 0, { type: 'ask', text: 'to one' })
    answer(server, other, 0, { type: 'ask', text: 'to the other' })
    for (const [source, name] of [
      [one, 'one'],
      [other, 'the other'],
    ] as const) {
      const { tips } = await come(server, source)
      expect(tips).toHaveLength(1)
      expect(said(tips[0] as ReturnedTip)).toEqual([`of ${name}`, `to ${name}`])
      expect(tips[0]?.conversation.findings).toEqual({ missing: [], forked: [], aside: [] })
    }
  })

  it('of one source do not mix: each has its own conversation', async () => {
    const source = makeSource('both', 2)
    const server = makeServer([source])
    let found = await come(server, source)
    expect(found.tips).toHaveLength(2)
    found = await speak(server, found, say('about the first'), 0)
    found = await speak(server, found, say('about the second'), 1)
    answer(server, source, 0, acknowledgeOf(source, 1), { tip: 1 })
    found = await speak(server, await come(server, source), say('more about the first'), 0)
    found = await come(server, source)
    expect(found.tips.map(said)).toEqual([
      ['about the first', 'more about the first'],
      ['about the second', 'acknowledge'],
    ])
    expect(found.tips.map(({ conversation }) => conversation.acknowledged)).toEqual([null, WEEK * 7])
    for (const { conversation } of found.tips) {
      expect(conversation.findings).toMatchObject({ missing: [], forked: [] })
    }
  })
})
