import { inbox } from '../state/inbox.ts'
import { words } from '../words/index.ts'
import { shellWords } from '../words/shell.ts'

/** What does not fit together between the server, the organisation and this desk: it says what it means, and what to do. */
export function Alarms() {
  const w = words(shellWords).alarms
  const alarms = Object.entries(inbox.value?.alarms ?? {}).filter(([, count]) => count > 0)
  if (alarms.length === 0) return null
  return (
    <section class="alarms" aria-label={w.title}>
      {alarms.map(([code, count]) => {
        const [means, todo] = w.codes[code] ?? w.other
        return (
          <p key={code}>
            <strong>{w.title}.</strong> {means} {count > 1 ? `${w.times(count)} ` : ''}
            <span>{todo}</span>
          </p>
        )
      })}
    </section>
  )
}
