import type { ChangeView } from '../../../src/local/wire.ts'
import { PlainText } from '../shell/plain-text.tsx'
import { language, words } from '../words/index.ts'
import { keysWords } from '../words/keys.ts'
import { type Said, sayChanges, sayNothing } from './changes/say.ts'
import { WordGrid } from './people.tsx'

interface Properties {
  readonly changes: readonly ChangeView[]
  /** Shows the words of whoever comes in. */
  readonly compares?: boolean
}

/** Everything that changes, as sentences; those that let somebody read more stand out. */
export function Changes({ changes, compares = false }: Properties) {
  const said = sayChanges(language.value, changes)
  if (said.length === 0) return <p>{sayNothing(language.value)}</p>
  return (
    <ul class="changes">
      {said.map((each) => (
        <li key={each.text} class={each.isGrave ? 'is-grave' : undefined}>
          <PlainText text={each.text} />
          {compares && each.compare !== null && <Compare compare={each.compare} />}
        </li>
      ))}
    </ul>
  )
}

function Compare({ compare: { name, words: twelve } }: { readonly compare: NonNullable<Said['compare']> }) {
  const w = words(keysWords).proposals
  const title = name === '' ? w.compareAdmin : w.compare(name)
  return (
    <div class="compare">
      <p class="label">
        <PlainText text={title} />
      </p>
      <WordGrid words={twelve} label={title} />
      <p class="small">{w.compareAbout}</p>
    </div>
  )
}
