import type { KeysView, WeekView } from '../../../src/local/wire.ts'
import { parseDay } from '../../../src/protocol/time.ts'
import { words } from '../words/index.ts'
import { keysWords } from '../words/keys.ts'
import { dateText, shortDateText } from '../words/text.ts'

const STATES = ['erased', 'held', 'made'] as const

/** What can still be read, as a strip of weeks, and in a table for whoever wants to know exactly. */
export function Weeks({ view }: { readonly view: KeysView }) {
  const w = words(keysWords).read
  const { weeks, readableFrom, listedUntil } = view
  const present = STATES.filter((state) => weeks.some((week) => week.state === state))
  return (
    <section aria-labelledby="keys-read">
      <h2 id="keys-read">{w.title}</h2>
      <div class="weeks-strip" role="img" aria-label={summary(weeks)}>
        {weeks.map((week) => (
          <span
            key={week.from}
            class={`week is-${week.state}`}
            data-now={week.isNow || undefined}
            title={weekText(week)}
          />
        ))}
      </div>
      <ul class="bare legend small">
        {present.map((state) => (
          <li key={state}>
            <span class={`week is-${state}`} aria-hidden="true" />
            {w.state[state]}
          </li>
        ))}
        {weeks.some(({ isNow }) => isNow) && (
          <li>
            <span class="week now-mark" aria-hidden="true" />
            {w.now}
          </li>
        )}
      </ul>
      <p>{readableFrom === null ? w.nothing : w.before(dateText(parseDay(readableFrom)))}</p>
      {listedUntil !== null && <p>{w.listed(dateText(parseDay(listedUntil)))}</p>}
      <p class="soft">{w.about}</p>
      <details>
        <summary>{w.each}</summary>
        <WeekTable weeks={weeks} />
      </details>
    </section>
  )
}

function WeekTable({ weeks }: { readonly weeks: readonly WeekView[] }) {
  const w = words(keysWords).read
  return (
    <table class="weeks-table">
      <thead>
        <tr>
          {w.columns.map((column) => (
            <th key={column} scope="col">
              {column}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {weeks.map((week) => (
          <tr key={week.from}>
            <td>
              {spanText(week)}
              {week.isNow && <span class="chip">{w.now}</span>}
            </td>
            <td>{w.state[week.state]}</td>
            <td>{week.state === 'erased' ? '' : dateText(parseDay(week.erasedFrom))}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

const spanText = ({ from, until }: WeekView): string =>
  words(keysWords).read.week(shortDateText(parseDay(from)), dateText(parseDay(until)))

const weekText = (week: WeekView): string => `${spanText(week)}: ${words(keysWords).read.state[week.state]}`

/** What the strip shows, for whoever does not see it. */
function summary(weeks: readonly WeekView[]): string {
  const w = words(keysWords).read
  return STATES.flatMap((state) => {
    const of = weeks.filter((week) => week.state === state)
    const [first, last] = [of[0], of.at(-1)]
    if (first === undefined || last === undefined) return []
    const span = w.week(dateText(parseDay(first.from)), dateText(parseDay(last.until)))
    return [`${w.state[state]}: ${span}`]
  }).join('; ')
}
