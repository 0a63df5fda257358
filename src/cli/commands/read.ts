import type { Cabinet } from '../../desk/cabinet.ts'
import { type CaseRecord, readRecord } from '../../desk/case.ts'
import { loadKept } from '../../desk/directory.ts'
import { loadPrimitives } from '../../desk/primitives.ts'
import { readState } from '../../desk/state.ts'
import { CandorError } from '../../protocol/errors.ts'
import type { Keyring } from '../../protocol/keyring/statement.ts'
import type { Primitives } from '../../protocol/primitives/primitives.ts'
import { dayText } from '../../protocol/time.ts'
import type { Tip } from '../../protocol/tip.ts'
import { atDesk, type Desk, parseCaseRef } from '../desk.ts'
import { addCommand, type CommandModule, type Context, groups, options } from '../program.ts'
import { readSettings, type SettingFlags } from '../settings.ts'
import { listCases } from './inbox.ts'

export const read: CommandModule = {
  register(program, context) {
    addCommand(program, {
      usage: 'read <case>',
      group: groups.investigators,
      summary: 'show a tip, who can open it, and whether that was verified',
      about:
        'Shows one of your cases from the vault, without the network. Says who else can open it: your own software ' +
        'made every seal again and compared, so that neither the source nor the server can deceive you about it.',
      examples: [
        ['candor read 1', 'by its number in your inbox'],
        ['candor read lunar-absorb', 'by its two-word name, which your colleagues see as well'],
      ],
    })
      .addOption(options.server())
      .addOption(options.vault())
      .addOption(options.passwordFile())
      .action(async (ref: string, flags: SettingFlags) => {
        const wanted = parseCaseRef(ref)
        const settings = readSettings(flags, context)
        const p = await loadPrimitives()
        await atDesk(context, p, settings, async (desk) => showCase(context, p, desk, wanted))
      })
  },
}

function showCase(context: Context, p: Primitives, { vault, cabinet }: Desk, wanted: number | string): void {
  const number = numberOf(cabinet, wanted)
  const content = cabinet.caseContent(number)
  if (content === null) throw unknown(wanted)
  const record = readRecord(content)
  const keyring = loadKept(p, vault, cabinet, readState(cabinet).state.keyringSeq).find(
    (each) => each.keyring.seq === record.keyringSeq,
  )?.keyring
  if (keyring === undefined)
    throw new CandorError('file_damaged', 'the keyring of this case is missing from the vault')
  const view = viewOf(number, record, keyring)
  if (view.status === 'void') showVoid(context, view)
  else showSound(context, view)
  context.terminal.result(view)
}

function numberOf(cabinet: Cabinet, wanted: number | string): number {
  if (typeof wanted === 'number') return wanted
  const matches = listCases(cabinet).filter(({ name }) => name === wanted)
  const [only] = matches
  if (only === undefined) throw unknown(wanted)
  if (matches.length === 1) return only.number
  const numbers = matches.map(({ number }) => number).join(', ')
  throw new CandorError('usage', `several cases are called ${wanted}: ${numbers}`, 'name one by its number')
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

interface Labelled {
  readonly id: string
  readonly label: readonly string[]
}

// The command line speaks English: the first language of a keyring is the organisation's choice for that.
const labelOf = ({ label }: Labelled): string => label[0] as string

const labelled = (known: readonly Labelled[], ids: readonly string[]): string[] =>
  known.filter(({ id }) => ids.includes(id)).map(labelOf)

function answersOf({ questionnaire }: Keyring, { answers }: Tip) {
  return answers.map(({ id, n, text }) => {
    const question = questionnaire.questions.find((each) => each.id === id)
    return { id, n, question: question === undefined ? id : labelOf(question), text }
  })
}

function showSound({ terminal }: Context, view: SoundView): void {
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
  for (const { question, n, text } of view.answers) {
    terminal.line()
    terminal.line({ text: n > 0 ? `${question} (${n + 1})` : question, style: 'dim' })
    terminal.block(text)
  }
}

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

const unknown = (wanted: number | string) =>
  new CandorError('not_found', `there is no case ${wanted} in this vault`, 'see candor inbox')
