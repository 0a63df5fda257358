import type { Casework, Waiting } from '../../desk/casework/casework.ts'
import type { Primitives } from '../../protocol/primitives/primitives.ts'
import type { ClockName } from '../../protocol/thread/events.ts'
import { CLOCKS } from '../../protocol/thread/events.ts'
import { dayOf, dayText } from '../../protocol/time.ts'
import type { Piece, Terminal } from '../terminal.ts'
import { readers } from './conversation.ts'
import { showFindings } from './findings.ts'
import { because, linked, nameText, showJudged } from './judged.ts'
import { oneLine } from './one-line.ts'
import { callOf, nameOf } from './people.ts'
import { CLOCK_NAMES, leaveText, leftOf } from './when.ts'

export interface TeamView {
  readonly p: Primitives
  readonly casework: Casework
  /** The reader's id. */
  readonly me: string
  /** Unix seconds. */
  readonly now: number
}

/** What only colleagues see: how the case stands, and its history. */
export function showTeam(terminal: Terminal, view: TeamView): void {
  const { casework, me, p } = view
  const { file, trail, waiting } = casework
  terminal.line({ text: 'Among colleagues: the source never sees this', style: 'strong' })
  const stand = [
    `status ${file.status}`,
    file.assignee === null
      ? 'nobody has it'
      : `${file.assignee === me ? 'you have' : `${nameOf(trail, file.assignee)} has`} it`,
    ...(file.labels.length > 0 ? [`labels: ${file.labels.map(oneLine).join(', ')}`] : []),
    ...(file.links.length > 0 ? [`linked with ${file.links.map((to) => linked(p, to)).join(', ')}`] : []),
  ]
  terminal.line(stand.join('; '))
  showJudged(terminal, p, casework, me)
  for (const clock of CLOCKS) showClock(terminal, view, clock)
  for (const { day, author, event } of file.acts)
    showAct(terminal, view, [`${dayText(day)}  `], author, event)
  showDeedsWaiting(terminal, view, waiting)
  showFindings(terminal, trail, file.findings)
}

/** What was done among colleagues and has not left yet. */
export function showDeedsWaiting(terminal: Terminal, view: TeamView, waiting: readonly Waiting[]): void {
  for (const { thread, event, notBefore } of waiting) {
    const when: Piece = { text: `(${leaveText(notBefore, view.now)}) `, style: 'yellow' }
    if (thread !== 'conversation') showAct(terminal, view, [when], view.me, event)
  }
}

function showClock({ line }: Terminal, { casework, me, now }: TeamView, name: ClockName): void {
  const clock = casework.clocks?.[name]
  if (clock === undefined) return
  const { due, met } = clock
  const state: Piece =
    met === null
      ? leftOf(due, dayOf(now))
      : { text: `done on ${dayText(met)}${met > due ? ', too late' : ''}`, style: 'green' }
  line(`${CLOCK_NAMES[name]}: due ${dayText(due)}, `, state)
  for (const { until, reason, author, day } of casework.file.delays.filter(({ clock }) => clock === name))
    line(`  may take until ${until}: ${oneLine(reason)} (${who(casework, me, author)}, ${dayText(day)})`)
}

/** What colleagues do among themselves, as it is done or as it waits. */
type Deed = Exclude<Waiting, { readonly thread: 'conversation' }>['event']

const who = ({ trail }: Casework, me: string, id: string) => callOf(trail, me, id)

function showAct(
  { line, block }: Terminal,
  view: TeamView,
  head: readonly Piece[],
  author: string,
  event: Deed,
): void {
  line(
    ...head,
    { text: who(view.casework, view.me, author), style: 'strong' },
    ` ${deed(view, author, event)}`,
  )
  if (event.type === 'note') block(event.text, 4)
}

function deed({ casework, p, me }: TeamView, author: string, event: Deed): string {
  switch (event.type) {
    case 'status':
      return `— ${event.status}${because(event.reason)}`
    case 'note':
      return '— note:'
    case 'assign':
      if (event.to === '') return '— nobody has it now'
      return event.to === author ? '— took it' : `— gave it to ${who(casework, me, event.to)}`
    case 'label':
      return `— labels ${[...signed('+', event.add), ...signed('-', event.remove)].join(' ')}`
    case 'link':
      return `— ${event.on ? 'linked it with' : 'took away the link with'} ${linked(p, event.to)}`
    case 'delay':
      return `— the ${CLOCK_NAMES[event.clock]} may take until ${event.until}: ${oneLine(event.reason)}`
    case 'severity':
      return `— ${event.level === '' ? 'took back how serious it is' : `how serious: ${event.level}`}${because(event.reason)}`
    case 'merge':
      return event.into === ''
        ? '— says it is a case of its own'
        : `— says it repeats ${linked(p, event.into)}`
    case 'conflict':
      return `— should not work on this${because(event.reason)}`
    case 'name':
      return `— ${event.on ? 'named' : 'took away the name of'} ${nameText(event)}`
    case 'rekey':
      return event.stays.length === 0
        ? '— changed the lock, since not everybody reads it any more who did'
        : `— changed the lock: from here on this is read by ${readers(casework.trail, event.stays)}`
    case 'next-key':
      return '— handed colleagues the next lock'
    case 'grant':
      return `— let ${who(casework, me, event.to)} read it`
    case 'parcel':
      return `— handed the tip to ${who(casework, me, event.to)}`
    case 'leave':
      return '— left it'
    case 'case-key':
    default:
      return '— handed colleagues the key to this part'
  }
}

const signed = (sign: string, labels: readonly string[]) => labels.map((each) => `${sign}${oneLine(each)}`)
