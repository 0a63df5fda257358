import { useState } from 'preact/hooks'
import type { JournalEntry } from '../../../src/local/wire.ts'
import { parseDay } from '../../../src/protocol/time.ts'
import { textOf, words } from '../words/index.ts'
import { keysWords } from '../words/keys.ts'
import { dateText, listText } from '../words/text.ts'
import { Changes } from './changes.tsx'

const SHOWN = 10

/** The first list changes from nothing to all that there is: nobody reads that every time. */
const MANY = 8

/** What the organisation changed, newest first. */
export function Journal({ journal }: { readonly journal: readonly JournalEntry[] }) {
  const w = words(keysWords).journal
  const [isWhole, showWhole] = useState(false)
  const older = journal.length - SHOWN
  return (
    <section aria-labelledby="keys-journal">
      <h2 id="keys-journal">{w.title}</h2>
      <p class="soft">{w.about}</p>
      <ol class="bare journal">
        {(isWhole ? journal : journal.slice(0, SHOWN)).map((entry) => (
          <Entry key={entry.seq} entry={entry} />
        ))}
      </ol>
      {!isWhole && older > 0 && (
        <button type="button" onClick={() => showWhole(true)}>
          {w.older(older)}
        </button>
      )}
    </section>
  )
}

function Entry({ entry: { seq, day, changes, roots, approvedBy } }: { readonly entry: JournalEntry }) {
  const w = words(keysWords).journal
  return (
    <li>
      <h3>
        {w.from(dateText(parseDay(day)))} <span class="soft">{w.step(seq)}</span>
      </h3>
      {changes.length > MANY ? (
        <details>
          <summary>{w.all(changes.length)}</summary>
          <Changes changes={changes} />
        </details>
      ) : (
        <Changes changes={changes} />
      )}
      <p class="soft small">
        {w.signed(roots)} {approvedBy.length > 0 && w.approved(listText(approvedBy.map(textOf)))}
      </p>
    </li>
  )
}
