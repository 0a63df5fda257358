import type { Casework } from '../../desk/casework/casework.ts'
import { caseFileWith } from '../../desk/casework/standing.ts'
import type { CaseFile, Named } from '../../protocol/thread/team.ts'
import type { ActView, CaseRef, NameView, TeamView } from '../wire.ts'
import { findingsView } from './findings.ts'

interface TeamOf {
  readonly casework: Casework
  /** The reader's id. */
  readonly me: string
  /** Days since 1970-01-01 UTC. */
  readonly today: number
  readonly refTo: (envelope: string) => CaseRef
  /** What the answers name. */
  readonly named: readonly Named[]
}

/** What only colleagues see. What waits counts in how it stands; the acts are those that have left. */
export function teamView({ casework, me, today, refTo, named }: TeamOf): TeamView {
  const { acts } = casework.file
  const now = caseFileWith(casework.file, casework.waiting, me, today)
  return {
    acts: acts.flatMap(actView),
    severityReason: severityReason(now),
    delays: now.delays,
    links: now.links.map(refTo),
    names: [...named.map(from('tip')), ...now.names.map(from('team'))],
    conflicts: now.conflicts,
    findings: findingsView(now.findings),
  }
}

const from =
  (from: NameView['from']) =>
  ({ kind, name }: Named): NameView => ({ kind, name, from })

/** Who reads from here on is said with the readers. */
const actView = ({ hash, author, day, event }: CaseFile['acts'][number]): ActView[] =>
  event.type === 'rekey' ? [] : [{ hash, author, day, deed: event }]

function severityReason({ acts }: CaseFile): string {
  const event = acts.map((act) => act.event).findLast(({ type }) => type === 'severity')
  return event?.type === 'severity' ? event.reason : ''
}
