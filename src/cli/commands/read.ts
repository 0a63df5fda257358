import type { CaseRecord } from '../../desk/case/case.ts'
import { acknowledge, type Casework } from '../../desk/casework/casework.ts'
import type { Keyring } from '../../protocol/keyring/statement.ts'
import { dayText } from '../../protocol/time.ts'
import type { Tip } from '../../protocol/tip.ts'
import { judgedForPrograms, waitingOf } from '../cases/for-programs.ts'
import { showJudged } from '../cases/judged.ts'
import { membersForPrograms, showMembers } from '../cases/members.ts'
import { atCase, type OpenCase } from '../cases/open.ts'
import { labelOf, type Named } from '../cases/people.ts'
import { timingOf } from '../cases/queue.ts'
import { leaveText } from '../cases/when.ts'
import { withVaultOptions } from '../desk.ts'
import { addCommand, type CommandModule, type Context, groups } from '../program.ts'
import type { SettingFlags } from '../settings.ts'

interface Flags extends SettingFlags {
  readonly withoutAcknowledging?: boolean
}

export const read: CommandModule = {
  register(program, context) {
    const command = addCommand(program, {
      usage: 'read <case>',
      group: groups.investigators,
      summary: 'show a tip, who can open it, and whether that was verified',
      about:
        'Shows one of your cases from the vault, without the network. Says who else can open it: your own software ' +
        'made every seal again and compared, so that neither the source nor the server can deceive you about it. ' +
        'The first time, the source will be told with a later sync that a person has opened it; this stops the first clock.',
      examples: [
        ['candor read 1', 'by its number in your inbox'],
        ['candor read lunar-absorb', 'by its two-word name, which your colleagues see as well'],
        ['candor read 1 --without-acknowledging', 'tells the source nothing'],
      ],
    }).option('--without-acknowledging', 'do not tell the source that a person has opened it')
    withVaultOptions(command).action((ref: string, flags: Flags) =>
      atCase(context, ref, flags, (open) => showCase(context, open, flags)),
    )
  },
}

function showCase(context: Context, open: OpenCase, { withoutAcknowledging }: Flags): void {
  const { number, record, keyring } = open.casework
  const view = viewOf(number, record, keyring)
  if (view.status === 'void') showVoid(context, view)
  else showSound(context, view, open)
  const acknowledging = withoutAcknowledging === true ? null : acknowledgeOnce(context, open)
  const judged = judgedForPrograms(open.p, open.casework)
  context.terminal.result({ ...view, ...judged, people: membersForPrograms(open.casework), acknowledging })
}

function acknowledgeOnce(context: Context, { p, vault, cabinet, casework, settings }: OpenCase) {
  const timing = timingOf(context, settings)
  const waiting = acknowledge(p, vault, cabinet, casework.number, timing)
  if (waiting === null) return null
  const text = `The source will be told that a person has opened it: this ${leaveText(waiting.notBefore, timing.now)}.`
  context.terminal.note({ text, style: 'dim' })
  return waitingOf(waiting)
}

type View = ReturnType<typeof viewOf>
type SoundView = Extract<View, { status: 'sound' }>

function viewOf(number: number, record: CaseRecord, keyring: Keyring) {
  const { name, day, envelope, size, opened } = record
  const facts = { number, name, day: dayText(day), envelope, size }
  if (opened.status === 'void') return { ...facts, status: 'void', why: opened.why } as const
  const { tip, slots } = opened
  return {
    ...facts,
    status: 'sound',
    verified: true,
    language: tip.language,
    desks: labelled(keyring.desks, tip.desks),
    canOpen: keyring.recipients.filter((_, i) => slots[i] === 'addressed').map(labelOf),
    leftOut: labelled(keyring.recipients, tip.exclude),
    escalate: labelled(keyring.desks, tip.escalate),
    answers: answersOf(keyring, tip),
  } as const
}

const labelled = (known: readonly Named[], ids: readonly string[]): string[] =>
  known.filter(({ id }) => ids.includes(id)).map(labelOf)

function answersOf({ questionnaire }: Keyring, { answers }: Tip) {
  return answers.map(({ id, n, text }) => {
    const question = questionnaire.questions.find((each) => each.id === id)
    return { id, n, question: question === undefined ? id : labelOf(question), text }
  })
}

function showSound({ terminal }: Context, view: SoundView, { p, casework, vault }: OpenCase): void {
  terminal.line(
    { text: `${view.number}  ${view.name}`, style: 'strong' },
    `   ${view.day}   ${view.language}   ${view.desks.join(', ')}`,
  )
  terminal.line(
    { text: 'verified: ', style: 'green' },
    `exactly these people can open it: ${view.canOpen.join(', ')}`,
  )
  if (view.leftOut.length > 0) terminal.line(`the source left out: ${view.leftOut.join(', ')}`)
  if (view.escalate.length > 0)
    terminal.line(`if nothing happens in time, it goes to: ${view.escalate.join(', ')}`)
  if (hasChanged(casework)) showMembers(terminal, casework, vault.identity.recipientId)
  showJudged(terminal, p, casework, vault.identity.recipientId)
  for (const { question, n, text } of view.answers) {
    terminal.line()
    terminal.line({ text: n > 0 ? `${question} (${n + 1})` : question, style: 'dim' })
    terminal.block(text)
  }
}

/** Where nobody came or went, who can open it says everything. */
const hasChanged = ({ people }: Casework): boolean =>
  people !== null && people.moves.length + people.gone.length > 0

const REASONS = {
  'not-a-tip': 'what is inside is not a tip',
  signature: 'the signature inside is not that of its own author',
  slots: 'it is not sealed to exactly the people it names',
} as const

function showVoid(
  { terminal }: Context,
  { number, name, day, why }: Extract<View, { status: 'void' }>,
): void {
  terminal.line({ text: `${number}  ${name}`, style: 'strong' }, `   ${day}`)
  terminal.line(
    { text: 'set aside: ', style: 'red' },
    `${REASONS[why]}. No honest software made it, so it counts for nobody and is not shown.`,
  )
}
