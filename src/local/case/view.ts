import { lookerOf } from '../../desk/case/casebook.ts'
import { unreadIn } from '../../desk/case/progress.ts'
import { firstWatch, readWatch } from '../../desk/case/watch.ts'
import { type Casework, openCasework } from '../../desk/casework/casework.ts'
import { clocksWith } from '../../desk/casework/standing.ts'
import { namedIn } from '../../desk/search/names.ts'
import { fromHex } from '../../protocol/bytes.ts'
import { caseName } from '../../protocol/case-name.ts'
import type { Named } from '../../protocol/thread/team.ts'
import { readDraft } from '../drafts.ts'
import type { OpenDesk } from '../open-desk.ts'
import type { CaseRef, CaseView } from '../wire.ts'
import { conversationView } from './conversation.ts'
import { readersView } from './readers.ts'
import { teamView } from './team.ts'
import { tipView } from './tip.ts'
import { waitingViews } from './waiting.ts'

/**
 * Everything that the page shows of a case.
 * @throws `not_found`
 */
export function caseView(desk: OpenDesk, number: number): CaseView {
  const casework = openCasework(desk.p, desk.vault(), desk.cabinet, number)
  const row = desk.list.row(number)
  const { record, keyring, conversation, clocks } = casework
  const { opened } = record
  const refTo = refsIn(desk)
  const repeated = desk.list.rows().filter(({ repeats }) => repeats === number)
  return {
    row,
    tip: opened.status === 'sound' ? tipView(keyring, opened.tip) : null,
    why: opened.status === 'void' ? opened.why : null,
    readers: readersView(casework),
    conversation: conversation && conversationView(conversation, unreadHere(desk, casework)),
    team: teamView({ casework, me: desk.me, today: desk.today(), refTo, named: namesOf(casework) }),
    clocks: clocks && clocksWith(clocks, casework.waiting, desk.today()),
    waiting: waitingViews(casework.waiting),
    draft: readDraft(desk.cabinet, number),
    repeated: repeated.map(({ envelope }) => refTo(envelope)),
    repeats: repeatsOf(desk, number, refTo),
  }
}

/** What the answers name. */
const namesOf = ({ record: { opened }, keyring }: Casework): Named[] =>
  opened.status === 'sound' ? namedIn(opened.tip, keyring) : []

/** Another case may not be here: colleagues call it by the same two words. */
const refsIn =
  ({ p, list }: OpenDesk) =>
  (envelope: string): CaseRef => ({
    envelope,
    number: list.numberOf(envelope),
    name: caseName(p, fromHex(envelope)),
  })

function repeatsOf(desk: OpenDesk, number: number, refTo: (envelope: string) => CaseRef): CaseRef | null {
  const into = desk.list.standing(number)?.mergedInto ?? null
  return into === null ? null : refTo(into)
}

/** The hashes of what the source said that nobody here has looked at. */
export function unreadHere(desk: OpenDesk, { number, record, keyring, conversation }: Casework): string[] {
  if (conversation === null) return []
  const kept = desk.cabinet.watch(number)
  const watch = kept === null ? firstWatch(desk.p, record, keyring, desk.me) : readWatch(kept)
  const looked = desk.marks.of(number)
  return unreadIn(conversation, lookerOf(desk.vault(), watch)).filter((hash) => !looked.includes(hash))
}
