import type { Casework } from '../../desk/casework/casework.ts'
import { fromHex } from '../../protocol/bytes.ts'
import { caseName } from '../../protocol/case-name.ts'
import type { Primitives } from '../../protocol/primitives/primitives.ts'
import type { NamedKind } from '../../protocol/thread/events.ts'
import type { CaseFile, Named } from '../../protocol/thread/team.ts'
import { dayText } from '../../protocol/time.ts'
import type { Terminal } from '../terminal.ts'
import { oneLine } from './one-line.ts'
import { callOf } from './people.ts'

/** What colleagues judged of a case: how serious it is, what it repeats, whom it is about, and who should not work on it. */
export function showJudged({ line }: Terminal, p: Primitives, casework: Casework, me: string): void {
  const { file, trail } = casework
  const byWhom = ({ author, day }: { readonly author: string; readonly day: number }) =>
    `(${callOf(trail, me, author)}, ${dayText(day)})`
  const severity = severityOf(file)
  if (severity !== null) line(`how serious: ${severity.level}${because(severity.reason)} ${byWhom(severity)}`)
  if (file.mergedInto !== null)
    line(`it repeats ${linked(p, file.mergedInto)}: the work goes on there, the source is answered here`)
  for (const named of file.names) line(`names ${nameText(named)}`)
  for (const each of file.conflicts) line(`should not work on it${because(each.reason)} ${byWhom(each)}`)
}

/** The act that decided how serious it is. */
function severityOf({ severity, acts }: CaseFile) {
  const act = acts.findLast(({ event }) => event.type === 'severity')
  if (severity === null || act?.event.type !== 'severity') return null
  return { level: severity, reason: act.event.reason, author: act.author, day: act.day }
}

export const because = (reason: string) => (reason === '' ? '' : `: ${oneLine(reason)}`)

/** By its name: who looks may not be able to open the other case. */
export const linked = (p: Primitives, envelope: string) => caseName(p, fromHex(envelope))

export const nameText = ({ kind, name }: Named): string => `${KINDS[kind]} “${oneLine(name)}”`

const KINDS: Readonly<Record<NamedKind, string>> = {
  person: 'the person',
  organisation: 'the organisation',
  place: 'the place',
}
