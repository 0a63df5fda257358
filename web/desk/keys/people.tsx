import type { KeysView } from '../../../src/local/wire.ts'
import { parseDay } from '../../../src/protocol/time.ts'
import { PlainText } from '../shell/plain-text.tsx'
import { commonWords } from '../words/common.ts'
import { textOf, words } from '../words/index.ts'
import { keysWords } from '../words/keys.ts'
import { dateText, listText } from '../words/text.ts'

/** Everybody whom the organisation lists, with the words to compare. */
export function People({ view }: { readonly view: KeysView }) {
  const w = words(keysWords).people
  const { people, me, organisation } = view
  return (
    <section aria-labelledby="keys-people">
      <h2 id="keys-people">{w.title}</h2>
      <p class="soft">{w.about}</p>
      <ul class="bare people">
        {people.map((person) => (
          <Person key={person.id} person={person} isMe={person.id === me.id} />
        ))}
      </ul>
      <details>
        <summary>{w.organisation}</summary>
        <p class="soft">{w.organisationAbout}</p>
        <WordGrid words={organisation.words} label={w.organisation} />
        {textOf(organisation.contact) !== '' && (
          <p>
            {w.contact}: <PlainText text={textOf(organisation.contact)} />
          </p>
        )}
      </details>
    </section>
  )
}

function Person({ person, isMe }: { readonly person: KeysView['people'][number]; readonly isMe: boolean }) {
  const w = words(keysWords).people
  const name = textOf(person.label)
  return (
    <li class="person">
      <div>
        <h3>
          <PlainText text={isMe ? words(commonWords).myself(name) : name} />
        </h3>
        <p>
          {w.reads}: <PlainText text={listText(person.desks.map(textOf))} />
        </p>
        <p class="soft small">
          {w.since(dateText(parseDay(person.since)))}, {w.until(dateText(parseDay(person.until)))}
        </p>
      </div>
      <WordGrid words={person.words} label={w.words} />
    </li>
  )
}

/** Words to be read aloud: numbered, so that two people know where they are. */
export const WordGrid = ({ words: text, label }: { readonly words: string; readonly label: string }) => (
  <ol class="word-grid" aria-label={label} lang="en">
    {text.split(' ').map((word, i) => (
      <li key={`${i} ${word}`}>{word}</li>
    ))}
  </ol>
)
