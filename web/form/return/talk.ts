import { toHex } from '../../../src/protocol/bytes.ts'
import type { SourceEvent } from '../../../src/protocol/thread/events.ts'
import { type Visit, visit, write } from '../../../src/source/visit.ts'
import type { App } from '../app.ts'
import { reasonOf } from '../refusal.ts'
import type { Session } from '../session/index.ts'
import type { Comeback } from '../state.ts'
import { returnWords } from './words/index.ts'

/** Everybody asks for so many weeks at first, and for so many more when they want to see what was before. */
const FIRST_WEEKS = 4
const MORE_WEEKS = 8

/** Looks for the tips of a codename, and shows the newest. False when there is none. */
export async function begin(app: App, session: Session, entropy: Uint8Array): Promise<boolean> {
  const { state } = app
  try {
    const visit = await look(app, session, entropy, FIRST_WEEKS)
    const tip = visit.tips.at(-1)
    // Whoever left meanwhile is not followed.
    if (tip === undefined || state.screen !== 'return') return tip !== undefined
    state.comeback = { entropy, visit, tip, weeks: FIRST_WEEKS, busy: null, outcome: null, refusal: null }
    app.go('conversation')
  } catch (error) {
    if (state.screen !== 'return') return true
    state.refusal = reasonOf(error)
    app.go('stopped')
  }
  return true
}

async function look(app: App, session: Session, entropy: Uint8Array, weeks: number): Promise<Visit> {
  await session.refresh()
  const { p, api, trail } = session.ground()
  return app.connection.patience.persist(() => visit(p, api, { trail, entropy, weeks }))
}

/** Looks once more, perhaps further back. */
export function lookAgain(app: App, session: Session, comeback: Comeback, further = false): Promise<void> {
  const weeks = comeback.weeks + (further ? MORE_WEEKS : 0)
  return during(app, comeback, 'looking', async () => {
    const before = comeback.tip.conversation.lines.length
    const next = await look(app, session, comeback.entropy, weeks)
    return () => {
      comeback.weeks = weeks
      turnTo(comeback, next)
      comeback.outcome = comeback.tip.conversation.lines.length > before ? 'new' : 'nothing'
    }
  })
}

/** Says something. Trying again after a failure says it once; `done` runs when the server has it. */
export function say(
  app: App,
  session: Session,
  comeback: Comeback,
  event: SourceEvent,
  done: () => void,
): Promise<void> {
  return during(app, comeback, 'sending', async () => {
    const { p, api, random } = session.ground()
    const tools = { random, day: session.today() }
    const next = await app.connection.patience.persist(() =>
      write(p, api, comeback.visit, comeback.tip, event, tools),
    )
    return () => {
      turnTo(comeback, next)
      comeback.outcome = 'sent'
      done()
    }
  })
}

/** One thing at a time. What comes of it is kept only while the same person is still here. */
async function during(
  app: App,
  comeback: Comeback,
  busy: NonNullable<Comeback['busy']>,
  work: () => Promise<() => void>,
): Promise<void> {
  if (comeback.busy !== null) return
  Object.assign(comeback, { busy, outcome: null, refusal: null })
  redraw(app)
  const change = await work().catch((error: unknown) => () => {
    comeback.refusal = reasonOf(error)
  })
  comeback.busy = null
  if (app.state.comeback !== comeback) return
  change()
  showOutcome(app, comeback)
}

/** One's own message takes the focus when the server has it; otherwise the focus stays where it is. */
function showOutcome(app: App, { outcome }: Comeback): void {
  const { screen, language } = app.state
  const { sent, somethingNew, nothingNew } = returnWords[language].conversation
  if (outcome === 'sent' && screen === 'withdraw') app.go('conversation')
  if (outcome === 'sent' && screen === 'conversation') app.again('last-message')
  else if (app.state.screen !== 'elsewhere') redraw(app)
  if (outcome !== null) app.announce({ sent, new: somethingNew, nothing: nothingNew }[outcome])
}

/** Somebody may be typing: the focus stays where it is, and so does the cursor. What is gone leaves it to the heading. */
function redraw(app: App): void {
  const before = document.activeElement
  const cursor = before instanceof HTMLTextAreaElement ? before.selectionStart : null
  app.again(before?.id)
  const now = document.activeElement
  if (now instanceof HTMLTextAreaElement && cursor !== null) now.setSelectionRange(cursor, cursor)
  if (before?.id && now === document.body) document.getElementById('conversation-heading')?.focus()
}

function turnTo(comeback: Comeback, visit: Visit): void {
  const name = toHex(comeback.tip.envelope)
  comeback.visit = visit
  comeback.tip = visit.tips.find(({ envelope }) => toHex(envelope) === name) ?? comeback.tip
}
