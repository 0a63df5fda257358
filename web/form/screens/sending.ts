import type { App } from '../app.ts'
import { fill, h, paragraph } from '../dom.ts'
import { tipInput } from '../draft.ts'
import { heading } from '../heading.ts'
import { pauseLine } from '../pause-line.ts'
import { codeOf, reasonOf } from '../refusal.ts'
import type { Session } from '../session/index.ts'
import { withSession } from '../with-session.ts'

const steps = ['preparing', 'sealing', 'sending'] as const
type Step = (typeof steps)[number]

/** What is being done, in words. Switching the language in the middle starts nothing anew. */
export const sending = withSession((app, session, signal) => {
  const words = app.words().sending
  const list = h('ol', { class: 'steps' })
  const show = () => {
    const now = steps.indexOf(progressOf.get(app) ?? 'preparing')
    const stateOf = (i: number) => (i < now ? words.done : i === now ? words.now : words.later)
    fill(list, ...steps.map((step, i) => line(words[step], stateOf(i), i === now)))
  }
  const move = (step: Step) => {
    progressOf.set(app, step)
    redraw.get(app)?.()
    app.announce(app.words().sending[step])
  }
  redraw.set(app, show)
  if (!progressOf.has(app)) void deliver(app, session, move)
  show()
  return [heading(words.title), paragraph(words.keepOpen, 'lead'), list, pauseLine(app, signal)]
})

/** How far a delivery is, for as long as one is under way. */
const progressOf = new WeakMap<App, Step>()
const redraw = new WeakMap<App, () => void>()

const line = (text: string, state: string, current: boolean): HTMLElement =>
  h(
    'li',
    { 'aria-current': current ? 'step' : undefined },
    h('span', {}, text),
    ' ',
    h('span', { class: 'note' }, state),
  )

async function deliver(app: App, session: Session, move: (step: Step) => void): Promise<void> {
  const { state } = app
  try {
    const taken = await sealAndSend(app, session, move)
    if (state.screen !== 'sending') return
    Object.assign(state, taken)
    app.go(taken.peopleChanged ? 'exclude' : 'sent')
  } catch (error) {
    if (state.screen !== 'sending') return
    state.refusal = reasonOf(error)
    app.go('stopped')
  } finally {
    progressOf.delete(app)
  }
}

async function sealAndSend(app: App, session: Session, move: (step: Step) => void, again = false) {
  const { state } = app
  move('preparing')
  if (await session.refresh(again)) return { peopleChanged: true }
  move('sealing')
  await painted()
  const codename = (state.codename ??= session.newCodename())
  const sealed = session.seal(codename, tipInput(state, session.keyring()))
  move('sending')
  try {
    return { ...(await session.send(sealed)), peopleChanged: false }
  } catch (error) {
    // The week or the directory changed at this very moment: nothing was taken, so it is sealed once more.
    if (again || codeOf(error) !== 'envelope_stale') throw error
    return sealAndSend(app, session, move, true)
  }
}

/** Sealing may take a second on an old phone: what is being done stands there first. A page that nobody sees is not painted. */
const painted = () =>
  new Promise<void>((resolve) => {
    requestAnimationFrame(() => setTimeout(resolve))
    setTimeout(resolve, 200)
  })
