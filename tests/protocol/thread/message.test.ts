import { describe, expect, it } from 'vitest'
import { toHex, toUtf8 } from '../../../src/protocol/bytes.ts'
import { PIECE } from '../../../src/protocol/thread/cell.ts'
import { laneOf } from '../../../src/protocol/thread/lane.ts'
import { decodeMessage } from '../../../src/protocol/thread/message.ts'
import { writeMessage } from '../../../src/protocol/thread/write.ts'
import { bytesUpTo } from '../../support/arbitraries.ts'
import { flipped, implementations, noble, outcome, sodium } from '../../support/implementations.ts'
import { deterministic, TODAY } from '../../support/organisation.ts'
import { fc, test } from '../../support/property.ts'
import {
  conversation,
  type Forgery,
  forge,
  HOME,
  KEY,
  KEY_NAME,
  orgId,
  people,
  read,
  reasons,
  say,
  source,
  texts,
  threadOf,
  WEEK,
  write,
} from '../../support/threads.ts'

const [ann, bob] = people
const NOTHING = { heads: [], week: 0, lamport: 0 }
const head = { author: bob.author, key: KEY_NAME, week: WEEK - 1, place: 0, hash: 'ab'.repeat(32) }

/** What both say of it: that it was read, or why not. */
function said(
  forgery: Omit<Forgery, 'voice'> & { readonly voice?: Forgery['voice'] },
  thread = conversation,
): string {
  const drops = forge({ voice: ann, ...forgery })
  const verdicts = implementations.map(({ p }) => {
    const view = read(drops, {}, thread, p)
    expect(view.messages.length + view.findings.aside.length).toBe(1)
    return reasons(view)[0] ?? 'read'
  })
  expect(verdicts[1]).toBe(verdicts[0])
  return verdicts[0] as string
}

describe('11.5 a message', () => {
  it('made by hand is read: what follows is set aside for its difference alone', () => {
    expect(said({})).toBe('read')
    expect(said({ voice: source })).toBe('read')
    expect(said({ change: { heads: [head], lamport: 2 ** 47, day: '2026-11-25' } })).toBe('read')
  })

  it('is written as the text has it: by hand the same bytes', () => {
    const random = deterministic('nonce ')
    const lane = laneOf(sodium, KEY, ann.author, HOME)
    const shard = { bits: 0, shard: 0 }
    const desk = { lane, signing: ann.signing, week: WEEK, place: 0, shard, day: TODAY }
    const id = '12'.repeat(16)
    const made = writeMessage(sodium, conversation, NOTHING, desk, { id, event: say('forged') }, random)
    expect(made).toEqual(forge({ voice: ann, change: { id } }))
    const again = deterministic('nonce ')
    expect(writeMessage(noble, conversation, NOTHING, desk, { id, event: say('forged') }, again)).toEqual(
      made,
    )
  })

  it.each<[string, string, Omit<Forgery, 'voice'>]>([
    ['another kind of thing', 'malformed', { change: { candor: 'tip' } }],
    ['version 0', 'malformed', { change: { version: 0 } }],
    ['version 1.5', 'malformed', { change: { version: 1.5 } }],
    ['version “2”', 'malformed', { change: { version: '2' } }],
    ['version 2', 'newer', { change: { version: 2 } }],
    [
      'version 2 with what nobody knows yet',
      'newer',
      { change: { version: 2, heads: { all: true }, event: 5 } },
    ],
    ['version 2 in another spelling', 'newer', { change: { version: 2 }, spell: (json) => ` ${json}` }],
    ['another thread', 'misplaced', { change: { thread: 'team' } }],
    ['a thread that is none', 'malformed', { change: { thread: 'case' } }],
    ['another author', 'misplaced', { change: { author: bob.author } }],
    ['the source as its author', 'misplaced', { change: { author: 'source' } }],
    ['an author in capitals', 'malformed', { change: { author: ann.author.toUpperCase() } }],
    ['nobody as its author', 'malformed', { change: { author: '' } }],
    ['another key', 'misplaced', { change: { key: 'ab'.repeat(16) } }],
    ['another week', 'misplaced', { change: { week: WEEK + 1 } }],
    ['a week that is none', 'malformed', { change: { week: -1 } }],
    ['another place', 'misplaced', { change: { place: 1 } }],
    ['a place beyond the last', 'malformed', { change: { place: 2 ** 32 } }],
    ['another number of cells', 'misplaced', { change: { cells: 2 } }],
    ['no cells', 'malformed', { change: { cells: 0 } }],
    ['65 cells', 'malformed', { change: { cells: 65 } }],
    ['a short id', 'malformed', { change: { id: 'ab' } }],
    ['a day two weeks before', 'misplaced', { change: { day: '2026-11-11' } }],
    ['a day two weeks later', 'misplaced', { change: { day: '2026-12-03' } }],
    ['a day that is none', 'malformed', { change: { day: '2026-11-31' } }],
    ['number 0', 'malformed', { change: { lamport: 0 } }],
    ['a number beyond the last', 'malformed', { change: { lamport: 2 ** 47 + 1 } }],
    ['half a number', 'malformed', { change: { lamport: 1.5 } }],
    ['a lane twice among its heads', 'malformed', { change: { heads: [head, { ...head, week: 1 }] } }],
    ['a head with a field more', 'malformed', { change: { heads: [{ ...head, more: 1 }] } }],
    ['a head that is none', 'malformed', { change: { heads: [null] } }],
    ['no event', 'malformed', { change: { event: null } }],
    ['an event that is a list', 'malformed', { change: { event: ['say'] } }],
    ['an event without a type', 'malformed', { change: { event: { text: 'x' } } }],
    ['an event whose type comes last', 'malformed', { change: { event: { text: 'x', type: 'say' } } }],
    ['a type that is no name', 'malformed', { change: { event: { type: 'Say' } } }],
    ['nothing said', 'malformed', { change: { event: { type: 'say', text: '' } } }],
    ['a field more', 'malformed', { change: { event: { type: 'say', text: 'x', more: 1 } } }],
    ['half a letter', 'malformed', { spell: (json) => json.replace('forged', '\\ud83d') }],
    [
      'a word of another time',
      'unknown-type',
      { change: { event: { type: 'sing', song: { loud: [true] } } } },
    ],
  ])('with %s is %s', (_, why, forgery) => {
    expect(said(forgery)).toBe(why)
  })

  it('with a day up to a week beside its own is read, and with no other', () => {
    const days = [-8, -7, -1, 0, 6, 7, 13, 14].map((n) => WEEK * 7 + n)
    const read = days.map((day) =>
      said({ change: { day: new Date(day * 86_400_000).toISOString().slice(0, 10) } }),
    )
    expect(read).toEqual(['misplaced', ...Array(6).fill('read'), 'misplaced'])
  })

  it.each<[string, (json: string) => string]>([
    ['white space', (json) => json.replace(':', ': ')],
    ['a line feed after it', (json) => `${json}\n`],
    ['a byte order mark', (json) => `\ufeff${json}`],
    ['an escape that is not needed', (json) => json.replace('forged', '\\u0066orged')],
    ['an exponent', (json) => json.replace('"lamport":1', '"lamport":1e0')],
    ['minus zero', (json) => json.replace('"place":0', '"place":-0')],
    ['a field twice', (json) => json.replace('"cells":1', '"cells":1,"cells":1')],
    [
      'a field in another place',
      (json) => json.replace('"cells":1,', '').replace('"lamport"', '"cells":1,"lamport"'),
    ],
    ['a field more', (json) => json.replace(/\}$/, ',"more":1}')],
    ['a field less', (json) => json.replace('"heads":[],', '')],
    ['no end', (json) => json.slice(0, -1)],
    ['nothing', () => ''],
    ['a list', () => '[]'],
    ['null', () => 'null'],
  ])('spelled with %s is malformed', (_, spell) => {
    expect(said({ spell })).toBe('malformed')
  })

  it.each<[string, Omit<Forgery, 'voice'>]>([
    ['by somebody else', { signing: bob.signing }],
    ['by the source for a recipient', { signing: source.signing }],
    ['for another case', { signed: { envelope: flipped(deterministic('envelope of a thread')(32), 0) } }],
    ['for another organisation', { signed: { orgId: flipped(orgId, 0) } }],
    ['as a tip', { signed: { label: 'tip-signature' } }],
    ['and altered', { contents: (content) => flipped(content, 7) }],
    [
      'by nobody',
      {
        contents: (content) =>
          new Uint8Array(content.length).fill(0).map((_, i) => (i < 64 ? 0 : (content[i] as number))),
      },
    ],
  ])('signed %s is unsigned', (_, forgery) => {
    expect(said(forgery)).toBe('unsigned')
  })

  it('signed with an identity that its author had before is read; by somebody who never was one, not', () => {
    const keys = [deterministic('new identity')(32), ann.signing].map((seed) => sodium.verifyingKey(seed))
    expect(said({}, { ...conversation, verifyingKeys: () => keys })).toBe('read')
    expect(said({}, threadOf('conversation', [bob]))).toBe('unsigned')
  })

  it('altered in any bit is not read', () => {
    const content = forgedContent()
    const at = { author: ann.author, key: KEY_NAME, week: WEEK, place: 0, cells: 1 }
    expect(decodeMessage(sodium, conversation, at, content)).toMatchObject({ id: 'ab'.repeat(16) })
    for (let bit = 0; bit < content.length * 8; bit++) {
      const found = decodeMessage(sodium, conversation, at, flipped(content, bit))
      expect(['malformed', 'misplaced', 'unsigned', 'newer']).toContain(found)
    }
  })

  test.prop([bytesUpTo(400)], { numRuns: 200 })(
    'made of noise is malformed, and never stops the reading',
    (content) => {
      const at = { author: ann.author, key: KEY_NAME, week: WEEK, place: 0, cells: 1 }
      expect(decodeMessage(sodium, conversation, at, content)).toBe('malformed')
    },
  )

  test.prop([fc.json({ maxDepth: 4 })], { numRuns: 200 })(
    'made of any JSON never stops the reading',
    (json) => {
      const at = { author: ann.author, key: KEY_NAME, week: WEEK, place: 0, cells: 1 }
      const content = new Uint8Array([...new Uint8Array(64), ...toUtf8(json)])
      expect(decodeMessage(sodium, conversation, at, content)).toBe('malformed')
    },
  )

  it.each([
    ['lists', '[', ']'],
    ['objects', '{"a":', '}'],
  ])('nested deeply in %s does not stop the reading', (_, open, close) => {
    for (const depth of [1000, 20_000]) {
      const deep = open.repeat(depth) + (open === '[' ? '' : '1') + close.repeat(depth)
      const at = { author: ann.author, key: KEY_NAME, week: WEEK, place: 0, cells: 1 }
      const contents = [deep, `{"candor":"message","version":2,"a":${deep}}`].map(
        (json) => new Uint8Array([...new Uint8Array(64), ...toUtf8(json)]),
      )
      expect(contents.map((each) => decodeMessage(sodium, conversation, at, each))).toEqual([
        'malformed',
        'newer',
      ])
      const spell = (json: string) =>
        json.replace('{"type":"say","text":"forged"}', `{"type":"sing","a":${deep}}`)
      const cells = Math.ceil((forgedContent().length + deep.length) / PIECE)
      if (cells > 64) continue
      const why = reasons(read(forge({ voice: ann, change: { cells }, spell })))
      expect(['unknown-type', 'malformed', 'misplaced']).toContain(why[0])
    }
  })
})

const forgedContent = () => {
  let content = new Uint8Array()
  forge({
    voice: ann,
    change: { id: 'ab'.repeat(16) },
    contents: (made) => {
      content = Uint8Array.from(made)
      return made
    },
  })
  return content
}

describe('11.5 writing', () => {
  it('counts its cells, whatever one digit more does to their number', () => {
    for (const length of [1500, 1600, 1601, 1602, 1603, 1604, 1605, 17_500, 20_000, 30_000]) {
      for (let more = 0; more < 12; more++) {
        const drops = write(ann, [], say('x'.repeat(Math.min(length + more, 30_000))), {
          id: 'ab'.repeat(16),
        })
        const view = read(drops)
        expect(reasons(view)).toEqual([])
        expect(view.messages[0]?.cells).toBe(drops.length)
      }
    }
  }, 30_000)

  it('says what was seen, of every author under every key, and goes on from the greatest number', () => {
    const first = write(source, [], say('one'))
    const second = write(ann, first, say('two'))
    const third = write(ann, first.concat(second), say('three'), { key: deterministic('next')(32) })
    const fourth = write(bob, [...first, ...second, ...third], say('four'))
    const { messages, heads, lamport } = read([...fourth, ...third, ...second, ...first])
    expect(messages.map(({ event }) => event)).toEqual(['one', 'two', 'three', 'four'].map(say))
    expect(messages.map((each) => each.lamport)).toEqual([1, 2, 3, 4])
    expect(messages.map((each) => each.heads.length)).toEqual([0, 1, 2, 3])
    expect(lamport).toBe(4)
    expect(heads.map(({ hash }) => hash).toSorted()).toEqual(messages.map(({ hash }) => hash).toSorted())
  })

  it('an author’s own last message stands for those before it', () => {
    const drops = [...write(ann, [], say('one'))]
    for (const text of ['two', 'three']) drops.push(...write(ann, drops, say(text)))
    const { messages } = read(drops)
    expect(messages[2]?.heads).toEqual([
      { author: ann.author, key: KEY_NAME, week: WEEK, place: 1, hash: messages[1]?.hash },
    ])
  })

  it('goes to the first place of the week at which nothing is known to lie', () => {
    const long = write(ann, [], say('x'.repeat(5000)))
    expect(long.map(({ place }) => place)).toEqual([0, 1, 2])
    expect(write(ann, long, say('y'))[0]?.place).toBe(3)
    expect(write(ann, long.slice(0, 1), say('y'))[0]?.place).toBe(1)
    expect(write(ann, long, say('y'), { week: WEEK + 1 })[0]?.place).toBe(0)
    expect(write(bob, long, say('y'))[0]?.place).toBe(0)
  })

  it('the same message again at another place has the same id, and is shown once', () => {
    const first = write(ann, [], say('once'), { id: 'cd'.repeat(16) })
    const again = write(ann, [], say('once'), { id: 'cd'.repeat(16), place: 1 })
    const view = read([...again, ...first])
    expect(texts(view)).toEqual(['once'])
    expect(reasons(view)).toEqual(['repeated'])
    // Another author may have chosen the same one.
    expect(texts(read([...first, ...write(bob, [], say('mine'), { id: 'cd'.repeat(16) })]))).toHaveLength(2)
  })

  it('a text that fills more cells than a message has is refused, and nothing is sealed', () => {
    expect(outcome(() => write(ann, [], say('\u0001'.repeat(30_000))))).toBe('tip_too_long')
  })

  it('is marked with a hash that no two messages share', () => {
    const views = ['a', 'b'].flatMap((text) => people.map((voice) => read(write(voice, [], say(text)))))
    expect(new Set(views.map(({ messages }) => messages[0]?.hash)).size).toBe(6)
    const [made] = read(forge({ voice: ann, change: { id: 'ab'.repeat(16) } })).messages
    expect(made?.hash).toBe(toHex(sodium.sha256(forgedContent())))
  })
})
