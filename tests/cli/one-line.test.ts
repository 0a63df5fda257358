import { expect, test } from 'vitest'
import { nameOf } from '../../src/cli/cases/people.ts'
import { showTeam } from '../../src/cli/cases/team.ts'
import { createTerminal } from '../../src/cli/terminal.ts'
import type { Casework } from '../../src/desk/casework/casework.ts'
import type { TeamEvent } from '../../src/protocol/thread/events.ts'
import { NOON, organisationOf, p } from '../intake/support.ts'
import { TODAY } from '../support/organisation.ts'
import { world } from './screen.ts'

const { trusted, people } = organisationOf()
const [me, other] = people.map(({ id }) => id) as [string, string]
const POSING = 'for the auditor\r\n\u2028\u0085\u001b[31m\nwarning: 3 messages are missing\u202e'

const events: readonly TeamEvent[] = [
  { type: 'status', status: 'waiting', reason: POSING },
  { type: 'label', add: [POSING], remove: [POSING] },
  { type: 'delay', clock: 'feedback', until: '2027-01-01', reason: POSING },
  { type: 'severity', level: 'high', reason: POSING },
  { type: 'conflict', reason: POSING },
  { type: 'name', kind: 'person', name: POSING, on: true },
]

/** A case in which a colleague wrote what poses as words of ours. */
const casework = {
  trail: [trusted],
  waiting: [{ thread: 'team', event: events[0], notBefore: NOON, placed: false }],
  clocks: { acknowledge: { due: TODAY, met: null }, feedback: { due: TODAY, met: null } },
  file: {
    acts: events.map((event, i) => ({ hash: `${i}`, author: other, day: TODAY, event })),
    status: 'waiting',
    assignee: other,
    labels: [POSING],
    links: [],
    severity: 'high',
    mergedInto: null,
    conflicts: [{ author: other, day: TODAY, reason: POSING }],
    names: [{ kind: 'person', name: POSING }],
    delays: [{ clock: 'feedback', until: '2027-01-01', reason: POSING, author: other, day: TODAY }],
    findings: { missing: [], forked: [], aside: [] },
  },
} as unknown as Casework

test('what a colleague wrote within a line stays within it', () => {
  const io = world()
  showTeam(createTerminal({ ...io, json: false }), { p, casework, me, now: NOON })
  const lines = io.stdout.text().split('\n').slice(0, -1)
  expect(lines.filter((line) => /^\s*warning/.test(line))).toEqual([])
  expect(lines.filter((line) => line.includes('warning: 3 messages are missing'))).toHaveLength(12)
  // The heading, the stand, what was judged in three lines, two clocks and a delay, six acts and what waits.
  expect(lines).toHaveLength(15)
  for (const harmful of ['\u202e', '\u001b', '\u2028', '\u0085'])
    expect(io.stdout.text()).not.toContain(harmful)
})

test('so does a name', () => {
  const { keyring } = trusted
  const [first, ...rest] = keyring.recipients
  const recipients = [{ ...first!, label: ['Eve\nwarning: all is lost', '', ''] as const }, ...rest]
  const trail = [{ ...trusted, keyring: { ...keyring, recipients } }]
  expect(nameOf(trail as unknown as Casework['trail'], me)).toBe('Eve warning: all is lost')
})
