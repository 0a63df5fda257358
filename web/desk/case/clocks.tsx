import type { ClockView } from '../../../src/local/wire.ts'
import { CLOCKS, type ClockName } from '../../../src/protocol/thread/events.ts'
import { parseDay } from '../../../src/protocol/time.ts'
import { PRESSING } from '../inbox/clocks.ts'
import { openDialog } from '../shell/dialog.tsx'
import { PlainText } from '../shell/plain-text.tsx'
import { inbox } from '../state/inbox.ts'
import { caseWords } from '../words/case.ts'
import { commonWords } from '../words/common.ts'
import { words } from '../words/index.ts'
import { dateText } from '../words/text.ts'
import { DelayDialog } from './delay.tsx'
import { useOpenCase } from './open-case.ts'
import { nameOf } from './people.ts'

/** What the law owes the source, and by when; and where the team lets it run, why. */
export function Clocks() {
  const { number, view } = useOpenCase()
  const { clocks } = view
  const w = words(caseWords).clocks
  if (clocks === null) return null
  const running = CLOCKS.filter((name) => clocks[name].met === null)
  return (
    <section class="clocks" aria-label={w.title}>
      <dl class="pairs">
        {CLOCKS.map((name) => (
          <Clock key={name} name={name} clock={clocks[name]} />
        ))}
      </dl>
      {running.length > 0 && (
        <button
          type="button"
          class="link small"
          onClick={() => openDialog(() => <DelayDialog number={number} clocks={running} />)}
        >
          {w.delay}
        </button>
      )}
    </section>
  )
}

function Clock({ name, clock }: { readonly name: ClockName; readonly clock: ClockView }) {
  const { team } = useOpenCase().view
  const w = words(caseWords).clocks
  const { text, tone } = sayClock(clock)
  const delay = team.delays.findLast((each) => each.clock === name)
  return (
    <div>
      <dt>{w[name].title}</dt>
      <dd>
        <span class={tone}>{text}</span>
        {delay !== undefined && clock.met === null && (
          <p class="soft small">
            {w.until(dateText(parseDay(delay.until)), nameOf(delay.author))}{' '}
            <PlainText text={delay.reason} shown={300} />
          </p>
        )}
      </dd>
    </div>
  )
}

function sayClock({ due, met }: ClockView): { text: string; tone: string } {
  const w = words(caseWords).clocks
  const common = words(commonWords)
  const today = inbox.value?.today ?? due
  if (met !== null) {
    return met > due
      ? { text: w.late(dateText(met), dateText(due)), tone: 'is-soon' }
      : { text: w.met(dateText(met)), tone: 'is-met' }
  }
  if (today > due)
    return { text: w.over(dateText(due), lower(common.daysLate(today - due))), tone: 'is-late' }
  const left = today === due ? common.dueToday : common.daysLeft(due - today)
  return { text: w.running(dateText(due), lower(left)), tone: due - today <= PRESSING ? 'is-soon' : '' }
}

/** Within a sentence. */
const lower = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1)
