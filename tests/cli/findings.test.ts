import { expect, test } from 'vitest'
import { showFindings } from '../../src/cli/cases/findings.ts'
import { createTerminal } from '../../src/cli/terminal.ts'
import type { Why } from '../../src/protocol/thread/message.ts'
import { organisationOf } from '../intake/support.ts'
import { world } from './screen.ts'

const { trusted, people } = organisationOf()
const [first] = trusted.keyring.recipients
const at = { author: people[0]!.id, key: 'aa'.repeat(16), week: 2900, place: 0 }
const bySource = { ...at, author: 'source' }

function shown(findings: Partial<Parameters<typeof showFindings>[2]>): string[] {
  const io = world()
  const terminal = createTerminal({ ...io, json: false })
  showFindings(terminal, [trusted], { missing: [], forked: [], aside: [], ...findings })
  return io.stdout.text().split('\n').slice(0, -1)
}

test('nothing is said when nothing is wrong', () => {
  expect(shown({})).toEqual([])
})

test('what is missing is counted for each who wrote it', () => {
  const lines = shown({ missing: [at, { ...at, place: 1 }, bySource] })
  expect(lines).toEqual([
    expect.stringMatching(`^warning: 2 messages of ${first!.label[0]} are missing: `),
    expect.stringMatching('^warning: 1 message of the source is missing: '),
  ])
})

test('two messages for one place are told of their author', () => {
  expect(shown({ forked: [bySource, { ...bySource, place: 3 }] })).toEqual([
    'warning: the source signed two messages for one place. You and your colleagues see the same one.',
  ])
})

test('what was set aside has its reason, except what was merely sent twice', () => {
  const aside = (['unsigned', 'unsigned', 'repeated', 'removed'] as Why[]).map((why) => ({ ...at, why }))
  expect(shown({ aside })).toEqual([
    `warning: 2 messages set aside, of ${first!.label[0]}: its signature is not its author’s.`,
    `warning: 1 message set aside, of ${first!.label[0]}: its author had been removed by then.`,
  ])
})

test.each<Why>([
  'unreadable',
  'incomplete',
  'malformed',
  'newer',
  'misplaced',
  'unknown-type',
  'not-allowed',
  'order',
  'forked',
])('a reason is in plain words: %s', (why) => {
  const [line] = shown({ aside: [{ ...bySource, why }] })
  expect(line).toMatch(/^warning: 1 message set aside, of the source: [a-z’: ]+\.$/)
  expect(line).not.toMatch(/malformed|fork|slot|hash/)
})
