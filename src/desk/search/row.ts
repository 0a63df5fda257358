import type { Bytes } from '../../protocol/bytes.ts'
import { encodeCanonical, parseJson } from '../../protocol/canonical.ts'
import type { Primitives } from '../../protocol/primitives/primitives.ts'
import type { Conversation } from '../../protocol/thread/conversation.ts'
import type { CaseFile, Named } from '../../protocol/thread/team.ts'
import type { Tip } from '../../protocol/tip.ts'
import type { CaseSummary } from '../case/case.ts'
import { type Casebook, heldOf, isSound, loadShown, type StoredCase } from '../case/casebook.ts'
import { foldThreads, NOTHING_WRITTEN } from '../case/progress.ts'
import { threadsOf } from '../casework/casework.ts'
import type { Waiting } from '../casework/queue.ts'
import { caseFileWith } from '../casework/standing.ts'
import type { Texts } from './memory.ts'
import { namedIn } from './names.ts'

/** What can be found of a case, as it lies sealed beside it: a later start reads no thread for it. */
export interface SearchRow {
  /** Another one as soon as something was said or done in the case. */
  readonly stamp: string
  readonly texts: Texts
  readonly names: readonly Named[]
}

/** The name under which rows lie beside cases. */
export const ROW = 'terms'

/** A later one makes every row again. */
const FORMAT = 1

/** What decides whether a row is of today: what counts in the case, and what waits to leave. */
export const stampOf = ({ progress }: CaseSummary, waiting: readonly Waiting[]): string =>
  [FORMAT, progress?.count ?? 0, progress?.last ?? 0, ...waiting.map(({ id }) => id)].join(' ')

// Rows are sealed under the case's key, so that what comes out is what went in.
export const encodeSearchRow = (row: SearchRow): Bytes => encodeCanonical(row)
export const readSearchRow = (bytes: Bytes): SearchRow => parseJson(bytes) as SearchRow

/**
 * Reads a case from the vault, with what waits to leave.
 * @throws `not_found`
 */
export function makeSearchRow(
  p: Primitives,
  casebook: Casebook,
  number: number,
  waiting: readonly Waiting[],
): SearchRow {
  const stored = loadShown(p, casebook, number)
  const { record, tip, keyring, summary } = stored
  const { conversation, file } = foldOf(p, casebook, stored)
  const work = caseFileWith(file, waiting, '', 0)
  const texts = {
    tip: tip === null ? '' : tipText(tip),
    conversation: newestFirst([...conversation.lines.map(({ event }) => event), ...saidOf(waiting)]),
    note: newestFirst(work.acts.map(({ event }) => event)),
    name: joined([record.name, ...work.names.map(({ name }) => name)]),
    label: joined(work.labels),
  }
  const named = tip === null ? [] : namedIn(tip, keyring)
  return { stamp: stampOf(summary, waiting), texts: filled(texts), names: [...named, ...work.names] }
}

interface Said {
  readonly conversation: Pick<Conversation, 'lines'>
  readonly file: CaseFile
}

/** Most cases are tips about which nothing was written: of them no thread is read. */
function foldOf(p: Primitives, casebook: Casebook, stored: StoredCase): Said {
  const isQuiet = !isSound(stored) || heldOf(casebook, stored.number).length === 0
  return foldThreads(
    isQuiet ? NOTHING_WRITTEN : threadsOf(p, casebook, stored),
    stored.record,
    casebook.trail,
  )
}

const saidOf = (waiting: readonly Waiting[]) =>
  waiting.flatMap((each) => (each.thread === 'conversation' ? [each.event] : []))

/**
 * Of each place the first so many characters can be found, so that no tip makes all others slow. Of what was said that is the
 * newest; team and source have places of their own, so that neither pushes out what the other wrote.
 */
export const MOST = 50_000

const tipText = ({ answers, files }: Tip): string =>
  joined([...answers.map(({ text }) => text), ...files.map(({ name }) => name)])

/** What somebody wrote stands in `text` or in `reason`. */
function newestFirst(events: readonly object[]): string {
  const written = events.flatMap((event) => [
    ...('text' in event ? [String(event.text)] : []),
    ...('reason' in event ? [String(event.reason)] : []),
  ])
  return joined(written.filter((text) => text !== '').toReversed())
}

const joined = (texts: readonly string[]): string => texts.join('\n').slice(0, MOST)

const filled = (texts: Texts): Texts =>
  Object.fromEntries(Object.entries(texts).filter(([, text]) => text !== ''))
