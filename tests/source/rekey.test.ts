import { describe, expect, it } from 'vitest'
import type { Bytes } from '../../src/protocol/bytes.ts'
import { findDrops } from '../../src/protocol/thread/find.ts'
import { homeOf, keyName, laneOf } from '../../src/protocol/thread/lane.ts'
import { shareKey } from '../../src/protocol/thread/shared-key.ts'
import { sodium as p } from '../support/implementations.ts'
import { organisation, to } from '../support/tips.ts'
import {
  type Answering,
  answer,
  come,
  makeServer,
  makeSource,
  random,
  type Server,
  type Source,
  said,
  say,
  speak,
  tipOf,
  WEEK,
} from '../support/visits.ts'

describe('11.8 a source whose recipients changed the key', () => {
  const rekeyed = (
    server: Server,
    source: Source,
    who: number,
    stays: readonly number[],
    options: Answering = {},
  ) => {
    const ids = stays.map((i) => organisation.people[i]?.id as string)
    const from = keyName(p, options.key ?? source.keys.thread)
    const purpose = {
      envelope: source.hashes[0] as Bytes,
      use: { kind: 'rekey', thread: 'conversation', from },
    } as const
    const { sealed, key } = shareKey(p, to, purpose, ids, p.kemPublicKey(source.keys.sealing), random(32))
    const before = answer(server, source, who, { type: 'rekey', stays: ids, sealed }, options)
    const cut = { key: from, earlier: [], stays: ['source', ...ids], week: server.now(), heads: before.heads }
    return { key, cuts: [cut] }
  }

  it('goes on under the new one, and hears nothing more from whoever was removed', async () => {
    const source = makeSource('first')
    const server = makeServer([source])
    answer(server, source, 1, { type: 'ask', text: 'from the second' })
    let found = await speak(server, await come(server, source), say('to all'))
    const next = rekeyed(server, source, 0, [0, 2])
    answer(server, source, 1, { type: 'ask', text: 'too late' })
    answer(server, source, 2, { type: 'ask', text: 'from the third' }, next)
    found = await come(server, source)
    expect(said(tipOf(found))).toEqual(['from the second', 'to all', 'rekey', 'from the third'])
    expect(tipOf(found).conversation.findings.aside).toMatchObject([{ why: 'removed' }])
    const before = server.drops().length
    found = await speak(server, found, say('to those who stay'))
    const lane = laneOf(p, next.key, 'source', homeOf(p, source.keys.thread))
    expect(findDrops(p, server.drops().slice(before), [lane], [WEEK])).toHaveLength(1)
    expect(said(tipOf(await come(server, source)))).toContain('to those who stay')
  })

  it('goes on under the old one when the next is not sealed as it says', async () => {
    const source = makeSource('first')
    const server = makeServer([source])
    const other = makeSource('another')
    rekeyed(server, { ...source, keys: { ...source.keys, sealing: other.keys.sealing } }, 0, [0])
    const found = await speak(server, await come(server, source), say('still to all'))
    const lane = laneOf(p, source.keys.thread, 'source', homeOf(p, source.keys.thread))
    expect(findDrops(p, server.drops(), [lane], [WEEK])).toHaveLength(1)
    expect(said(tipOf(found))).toEqual(['rekey', 'still to all'])
  })

  it('makes the same requests as one whose key nobody changed, when it comes and when it speaks', async () => {
    const requests: string[] = []
    for (const changes of [0, 1, 3]) {
      const source = makeSource('first')
      const server = makeServer([source])
      answer(server, source, 1, { type: 'ask', text: 'where?' })
      let options: Answering = {}
      for (let i = 0; i < changes; i++) options = rekeyed(server, source, 0, [0, 2], options)
      server.requests.length = 0
      const found = await speak(server, await come(server, source), say('here'))
      expect(said(tipOf(found)).filter((each) => each === 'rekey')).toHaveLength(changes)
      requests.push(server.requests.join())
    }
    expect(requests[0]).toBe(`entries 0,weeks,${[3, 2, 1, 0].map((n) => `shard ${WEEK - n} 4`).join()},put`)
    expect(new Set(requests).size).toBe(1)
  })

  it('asks the server for no intake keys, whatever week its author says that it was sealed for', async () => {
    const source = makeSource('first')
    const server = makeServer([source])
    const ids = [organisation.people[0]?.id as string]
    const purpose = {
      envelope: source.hashes[0] as Bytes,
      use: { kind: 'rekey', thread: 'conversation', from: keyName(p, source.keys.thread) },
    } as const
    const long = { ...to, epoch: WEEK - 40 }
    const { sealed } = shareKey(p, long, purpose, ids, p.kemPublicKey(source.keys.sealing), random(32))
    answer(server, source, 0, { type: 'rekey', stays: ids, sealed })
    await come(server, source)
    // A recipient could else choose a week by which the server knows who reads their message.
    expect(server.requests.filter((request) => request.startsWith('epoch'))).toEqual([])
  })
})
