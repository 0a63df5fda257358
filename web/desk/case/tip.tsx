import type { AnswerView, TipView } from '../../../src/local/wire.ts'
import { PlainText } from '../shell/plain-text.tsx'
import { caseWords } from '../words/case.ts'
import { textOf, words } from '../words/index.ts'
import { deskText } from '../words/names.ts'
import { listText, numberText, sizeText } from '../words/text.ts'
import { type AnswerGroup, sortAnswers } from './answers.ts'
import { languageName } from './languages.ts'

/** What the source wrote, as they wrote it. */
export function Tip({ tip }: { readonly tip: TipView }) {
  const w = words(caseWords)
  const { main, groups } = sortAnswers(tip.answers)
  const language = languageName(tip.language)
  const facts = [w.tip.written(language), `${w.tip.goesTo}: ${listText(tip.desks.map(deskText))}`]
  return (
    <section class="case-part" aria-labelledby="case-tip">
      <header>
        <h2 id="case-tip" tabIndex={-1}>
          {w.tip.title}
        </h2>
        <p class="soft small">{facts.join(' · ')}</p>
      </header>
      {tip.answers.length === 0 && <p class="soft">{w.tip.nothing}</p>}
      {main !== null && <Main answer={main} language={tip.language} />}
      {groups.length > 0 && (
        <div class="answers">
          {groups.map((group) => (
            <Group
              key={`${group.group} ${group.n} ${group.answers[0]?.id}`}
              of={group}
              language={tip.language}
            />
          ))}
        </div>
      )}
      <Files files={tip.files} />
    </section>
  )
}

function Main({ answer, language }: { readonly answer: AnswerView; readonly language: string }) {
  return (
    <div class="main-answer">
      <h3 class="question">{questionText(answer)}</h3>
      <div lang={language}>
        <PlainText text={answer.text} block />
      </div>
    </div>
  )
}

function Group({ of, language }: { readonly of: AnswerGroup; readonly language: string }) {
  const w = words(caseWords).tip
  const list = (
    <dl class="pairs">
      {of.answers.map((answer) => (
        <div key={answer.id}>
          <dt>{questionText(answer)}</dt>
          <dd lang={language}>
            <PlainText text={answer.text} block />
          </dd>
        </div>
      ))}
    </dl>
  )
  if (of.group === '') return list
  const which = numberText(of.n + 1)
  return (
    <div class="together">
      <h3>{of.group === 'person' ? w.person(which) : w.entry(which)}</h3>
      {list}
    </div>
  )
}

/** Where one question was answered several times without a group, the answers are counted. */
const questionText = ({ question, id, n, group }: AnswerView): string => {
  const text = textOf(question) || id
  return n > 0 && group === '' ? `${text} (${numberText(n + 1)})` : text
}

function Files({ files }: Pick<TipView, 'files'>) {
  if (files.length === 0) return null
  return (
    <>
      <h3>{words(caseWords).tip.files}</h3>
      <ul class="bare files">
        {files.map(({ name, type, size }) => (
          <li key={`${name} ${size}`}>
            <PlainText text={name} shown={200} />{' '}
            <span class="soft">
              <PlainText text={type} shown={100} />, {sizeText(size)}
            </span>
          </li>
        ))}
      </ul>
    </>
  )
}
