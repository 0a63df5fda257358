import type { Trail } from '../../protocol/keyring/trail.ts'
import type { Why } from '../../protocol/thread/message.ts'
import type { Findings } from '../../protocol/thread/read.ts'
import type { Terminal } from '../terminal.ts'
import { nameOf } from './people.ts'

const UPGRADE = 'a newer version of candor wrote it: upgrade to read it'

/** Why something was set aside; null where nothing is lost by it. */
const WHY: Readonly<Record<Why, string | null>> = {
  unreadable: 'it cannot be opened',
  incomplete: 'a part of it is missing',
  malformed: 'no honest software wrote it',
  newer: UPGRADE,
  misplaced: 'it was written for another place',
  unsigned: 'its signature is not its author’s',
  'unknown-type': UPGRADE,
  'not-allowed': 'its author may not say such a thing here',
  interrupted: null,
  repeated: null,
  order: 'it claims to come before what it answers',
  forked: 'another message stands in its place',
  removed: 'its author had been removed by then',
  'void-key':
    'it changes the lock to one that does not count: the source may have gone on where nobody reads it',
}

/** What is wrong with a thread, in plain words; nothing when all is well. */
export function showFindings({ line }: Terminal, trail: Trail, findings: Findings): void {
  const warn = (text: string) => line({ text: 'warning:', style: 'red' }, ` ${text}`)
  for (const [author, count] of counted(findings.missing.map((place) => place.author)))
    warn(
      `${messages(count)} of ${nameOf(trail, author)} ${count === 1 ? 'is' : 'are'} missing: somebody has seen it, and the server has not handed it out. ` +
        'If a later sync does not bring it, tell the people who run this service.',
    )
  for (const [author] of counted(findings.forked.map((place) => place.author)))
    warn(
      `${nameOf(trail, author)} signed two messages for one place. You and your colleagues see the same one.`,
    )
  const reasons = findings.aside.flatMap(({ author, why }) =>
    WHY[why] === null ? [] : [`of ${nameOf(trail, author)}: ${WHY[why]}`],
  )
  for (const [reason, count] of counted(reasons)) warn(`${messages(count)} set aside, ${reason}.`)
}

const messages = (count: number) => (count === 1 ? '1 message' : `${count} messages`)

const counted = (names: readonly string[]): [string, number][] =>
  [...new Set(names)].map((name) => [name, names.filter((each) => each === name).length])
