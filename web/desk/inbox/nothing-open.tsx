import { inboxWords } from '../words/inbox.ts'
import { words } from '../words/index.ts'

/** The place of the case while none is open: it teaches the few keys that a day needs. */
export function NothingOpen() {
  const w = words(inboxWords).choose
  const keys = [
    [['J', 'K'], w.move],
    [['Enter'], w.open],
    [['/'], w.search],
    [['?'], w.keys],
  ] as const
  return (
    <div class="nothing-open">
      <h2>{w.title}</h2>
      <p class="soft">{w.about}</p>
      <dl>
        {keys.map(([names, says]) => (
          <div key={says}>
            <dt>
              {names.map((name) => (
                <kbd key={name}>{name}</kbd>
              ))}
            </dt>
            <dd>{says}</dd>
          </div>
        ))}
      </dl>
    </div>
  )
}
