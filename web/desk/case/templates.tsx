import { type Signal, useSignal } from '@preact/signals'
import { useId } from 'preact/hooks'
import type { SourceDeed, Template } from '../../../src/local/wire.ts'
import { preferences } from '../state/preferences.ts'
import { caseWords } from '../words/case.ts'
import { language as pageLanguage, textOf, words } from '../words/index.ts'
import { languageName } from './languages.ts'

interface Properties {
  readonly kind: SourceDeed['type']
  /** The language of the tip. */
  readonly language: string
  readonly text: Signal<string>
}

/** The organisation’s own texts, put in where the source is written to. */
export function TemplatePicker({ kind, language, text }: Properties) {
  const w = words(caseWords).toSource
  const field = useId()
  const instead = useSignal('')
  const templates = (preferences.value?.templates ?? []).filter(({ use }) => use === kind)
  if (templates.length === 0) return null
  const put = (id: string) => {
    const template = templates.find((each) => each.id === id)
    if (template === undefined) return
    const { spoken, words: found } = textFor(template, language)
    instead.value = spoken === language ? '' : spoken
    text.value = [text.value.trimEnd(), found].filter(Boolean).join('\n\n')
  }
  return (
    <div class="field template">
      <label for={field}>{w.template}</label>
      <select
        id={field}
        value=""
        onChange={({ currentTarget }) => {
          put(currentTarget.value)
          currentTarget.value = ''
        }}
      >
        <option value="">{w.choose}</option>
        {templates.map(({ id, title }) => (
          <option key={id} value={id}>
            {textOf(title)}
          </option>
        ))}
      </select>
      <span class="hint" role="status">
        {instead.value !== '' && w.lacks(languageName(language), languageName(instead.value))}
      </span>
    </div>
  )
}

/** In the source’s language, or else in the reader’s, or in one that it has. */
function textFor({ text }: Template, language: string): { spoken: string; words: string } {
  const order = [language, pageLanguage.peek(), ...Object.keys(text)]
  const spoken = order.find((each) => (text[each] ?? '') !== '') ?? language
  return { spoken, words: text[spoken] ?? '' }
}
