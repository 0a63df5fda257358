import type { TeamDeed } from '../../../src/local/wire.ts'
import { parseDay } from '../../../src/protocol/time.ts'
import { rows } from '../state/inbox.ts'
import { caseWords } from '../words/case.ts'
import { commonWords } from '../words/common.ts'
import { words } from '../words/index.ts'
import { personText } from '../words/names.ts'
import { dateText } from '../words/text.ts'
import { nameOf } from './people.ts'

/** What somebody of the team did, as half a sentence; a reason follows it. */
export function sayAct(author: string, deed: TeamDeed): string {
  const { history: w, clocks } = words(caseWords)
  const common = words(commonWords)
  const who = nameOf(author)
  switch (deed.type) {
    case 'status':
      return w.status(who, common.status[deed.status])
    case 'severity':
      return deed.level === '' ? w.noSeverity(who) : w.severity(who, common.severity[deed.level])
    case 'note':
      return w.note(who)
    case 'assign':
      if (deed.to === '') return w.nobody(who)
      return deed.to === author ? w.took(who) : w.gave(who, personText(deed.to))
    case 'label':
      return sayLabels(who, deed)
    case 'link':
      return deed.on ? w.linked(who, caseName(deed.to)) : w.unlinked(who, caseName(deed.to))
    case 'merge':
      return deed.into === '' ? w.apart(who) : w.merged(who, caseName(deed.into))
    case 'name':
      return deed.on ? w.named(who, deed.name) : w.unnamed(who, deed.name)
    case 'conflict':
      return w.conflict(who)
    case 'delay':
    default:
      return w.delay(who, clocks[deed.clock].short, dateText(parseDay(deed.until)))
  }
}

function sayLabels(who: string, { add, remove }: Extract<TeamDeed, { type: 'label' }>): string {
  const w = words(caseWords).history
  const [added, removed] = [add.join(', '), remove.join(', ')]
  if (remove.length === 0) return w.added(who, added)
  return add.length === 0 ? w.removed(who, removed) : w.relabelled(who, added, removed)
}

/** The names of other cases are known only of those that are here. */
const caseName = (envelope: string): string =>
  [...rows.peek().values()].find((row) => row.envelope === envelope)?.name ?? words(caseWords).history.another
