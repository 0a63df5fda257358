import { useEffect, useState } from 'preact/hooks'
import type { SimilarCase } from '../../../src/local/wire.ts'
import { PlainText } from '../shell/plain-text.tsx'
import { api, Refused } from '../state/api.ts'
import { doDeed } from '../state/deeds.ts'
import { inbox } from '../state/inbox.ts'
import { caseWords } from '../words/case.ts'
import { words } from '../words/index.ts'
import { CaseLink, setLink } from './case-link.tsx'
import { useOpenCase } from './open-case.ts'

/** Cases on this computer that look alike, and why. */
export function Similar() {
  const { number, view } = useOpenCase()
  const similar = useSimilar(number)
  const w = words(caseWords).similar
  const taken = [...view.team.links, ...view.repeated, ...(view.repeats === null ? [] : [view.repeats])]
  const others = similar?.filter(({ envelope }) => taken.every((each) => each.envelope !== envelope))
  return (
    <div class="similar">
      <h3>{w.title}</h3>
      {others === undefined && <p class="soft">{w.looking}</p>}
      {others?.length === 0 && <p class="soft">{w.nothing}</p>}
      <ul class="bare">
        {others?.map((each) => (
          <Line key={each.envelope} number={number} similar={each} />
        ))}
      </ul>
    </div>
  )
}

/** News come in showers, such as while a first sync goes on: it is asked again when they have ended. */
const CALM_MS = 700

/** Null while they are looked for. Asked anew when there is news: cases are read for it in the background. */
function useSimilar(number: number): readonly SimilarCase[] | null {
  const [similar, set] = useState<readonly SimilarCase[] | null>(null)
  const version = inbox.value?.version
  useEffect(() => {
    let isStale = false
    const look = async () => {
      const found = await api.similar(number).catch((error: unknown) => {
        if (error instanceof Refused) return []
        throw error
      })
      if (!isStale) set(found)
    }
    const timer = setTimeout(() => void look(), similar === null ? 0 : CALM_MS)
    return () => {
      isStale = true
      clearTimeout(timer)
    }
  }, [number, version])
  return similar
}

function Line({ number, similar }: { readonly number: number; readonly similar: SimilarCase }) {
  const { envelope, name, why } = similar
  const { similar: w, links } = words(caseWords)
  const merge = () => void doDeed([number], { type: 'merge', into: envelope }, links.mergeDone(name))
  return (
    <li>
      <CaseLink to={similar} />
      <ul class="bare small soft">
        {why.map(({ kind, text }) => (
          <li key={`${kind} ${text}`}>
            {w.why[kind]}: <PlainText text={text} shown={200} />
          </li>
        ))}
      </ul>
      <span class="buttons small">
        <button
          type="button"
          class="link"
          aria-label={`${w.link}: ${name}`}
          onClick={() => setLink(number, similar, true)}
        >
          {w.link}
        </button>
        <button type="button" class="link" aria-label={`${w.merge}: ${name}`} onClick={merge}>
          {w.merge}
        </button>
      </span>
    </li>
  )
}
