import type { ComponentChildren } from 'preact'
import type { TalkLine, WaitingView } from '../../../src/local/wire.ts'
import { PlainText } from '../shell/plain-text.tsx'
import { inbox } from '../state/inbox.ts'
import { caseWords } from '../words/case.ts'
import { language, words } from '../words/index.ts'
import { dateText } from '../words/text.ts'
import { Findings } from './findings.tsx'
import { isLeaving, useOpenCase } from './open-case.ts'
import { nameOf, namesOf } from './people.ts'
import { isForSource } from './source-deed.ts'
import { inSourcesWords } from './source-words.ts'
import { ToSource } from './to-source.tsx'
import { Leaving } from './waiting.tsx'

/** What is said between the source and the people at the desk, oldest first, and the box that leads to the source. */
export function Talk() {
  const { view } = useOpenCase()
  const w = words(caseWords).talk
  const lines = view.conversation?.lines ?? []
  const waiting = view.waiting.filter(isInTalk)
  return (
    <section class="case-part surface to-source" aria-labelledby="case-talk">
      <header>
        <h2 id="case-talk" tabIndex={-1}>
          {w.title}
        </h2>
        <p class="small">{w.about}</p>
      </header>
      <Findings findings={view.conversation?.findings ?? []} />
      {lines.length + waiting.length === 0 && <p class="soft">{w.nothing}</p>}
      <ol class="bare talk">
        {lines.map((line) => (
          <Line key={line.hash} line={line} />
        ))}
        {waiting.map((each) => (
          <WaitingLine key={each.id} waiting={each} />
        ))}
      </ol>
      {isLeaving(view) ? <p class="soft">{words(caseWords).readers.leaving}</p> : <ToSource />}
    </section>
  )
}

const isInTalk = ({ deed, type }: WaitingView): boolean => type === 'acknowledge' || isForSource(deed)

function Line({ line }: { readonly line: TalkLine }) {
  const w = words(caseWords).talk
  const { hash, author, day, type, text, told, stays } = line
  const { fresh } = useOpenCase()
  if (type === 'acknowledge') return <Quiet day={day}>{w.acknowledged(nameOf(author))}</Quiet>
  if (type === 'readers') return <Quiet day={day}>{w.readers(namesOf(stays))}</Quiet>
  const isTheirs = author === 'source'
  return (
    <li class={isTheirs ? 'said theirs' : 'said ours'}>
      <Head author={author}>
        {fresh.has(hash) && <strong class="chip is-unread">{w.unread}</strong>}{' '}
        <time class="soft">{dateText(day)}</time>
      </Head>
      {type === 'withdraw' && <p class="kind">{w.withdraws}</p>}
      <Said type={type} told={told} text={text} />
    </li>
  )
}

function WaitingLine({ waiting }: { readonly waiting: WaitingView }) {
  const { deed } = waiting
  if (!isForSource(deed)) {
    return (
      <li class="quiet-line soft">
        {words(caseWords).talk.willAcknowledge} <Leaving waiting={waiting} />
      </li>
    )
  }
  return (
    <li class="said ours is-waiting">
      <Head author={inbox.value?.me ?? ''}>
        <Leaving waiting={waiting} />
      </Head>
      <Said type={deed.type} told={deed.type === 'tell' ? deed.status : null} text={deed.text} />
    </li>
  )
}

function Head({ author, children }: { readonly author: string; readonly children: ComponentChildren }) {
  return (
    <p class="said-head">
      <strong>{nameOf(author)}</strong> {children}
    </p>
  )
}

const Quiet = ({ day, children }: { readonly day: number; readonly children: ComponentChildren }) => (
  <li class="quiet-line soft">
    {children} <time>{dateText(day)}</time>
  </li>
)

type Spoken = Pick<TalkLine, 'type' | 'told' | 'text'>

function Said({ type, told, text }: Spoken) {
  const { view } = useOpenCase()
  const tongue = view.tip?.language ?? ''
  const { talk } = words(caseWords)
  return (
    <>
      {type === 'ask' && <p class="kind">{talk.asks}</p>}
      {type === 'tell' && told !== null && <Told told={told} tongue={tongue} />}
      {text !== '' && (
        <div lang={tongue}>
          <PlainText text={text} block />
        </div>
      )}
    </>
  )
}

interface ToldProperties {
  readonly told: NonNullable<TalkLine['told']>
  readonly tongue: string
}

/** As the source reads it, and beside it in the reader’s own language where that is another. */
function Told({ told, tongue }: ToldProperties) {
  const { talk, toSource } = words(caseWords)
  return (
    <p class="kind">
      {talk.says}: <q lang={tongue}>{inSourcesWords(tongue).told[told]}</q>
      {tongue !== language.value && <span class="soft"> ({toSource.told[told]})</span>}
    </p>
  )
}
