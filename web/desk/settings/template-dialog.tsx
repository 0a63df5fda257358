import { useState } from 'preact/hooks'
import type { Template, Texts } from '../../../src/local/wire.ts'
import { closeDialog, Dialog } from '../shell/dialog.tsx'
import { commonWords } from '../words/common.ts'
import { languageNames, languages, textOf, words } from '../words/index.ts'
import { settingsWords } from '../words/settings.ts'
import { LONGEST_TEMPLATE, LONGEST_TITLE, languagesOf } from './templates-file.ts'

interface Properties {
  /** Null for a new one. */
  readonly template: Template | null
  /** False where it was refused: then what was written stays. */
  readonly save: (template: Template) => Promise<boolean>
}

/** A template in each language: a name and a text, or neither. */
export function TemplateDialog({ template, save }: Properties) {
  const w = words(settingsWords).templates
  const [draft, setDraft] = useState<Template>(template ?? emptyTemplate())
  const [wrong, setWrong] = useState<string | null>(null)
  const tags = [...new Set([...languages, ...languagesOf(draft)])]
  const submit = async (event: Event) => {
    event.preventDefault()
    const whole = { ...draft, title: filled(draft.title), text: filled(draft.text) }
    const fault = isLonely(whole) ? w.empty : isTooLong(whole) ? w.tooLong : null
    setWrong(fault)
    if (fault !== null) return
    if (await save(whole)) closeDialog()
    else setWrong(words(commonWords).deeds.notDone)
  }
  const write = (part: 'title' | 'text', tag: string, text: string) =>
    setDraft((before) => ({ ...before, [part]: { ...before[part], [tag]: text } }))
  return (
    <Dialog title={template === null ? w.add : w.editOne(textOf(template.title) || w.untitled)} broad>
      <form autocomplete="off" onSubmit={(event) => void submit(event)}>
        <Use use={draft.use} choose={(use) => setDraft((before) => ({ ...before, use }))} />
        <p class="soft">{w.textHint}</p>
        {tags.map((tag) => (
          <InLanguage key={tag} tag={tag} draft={draft} write={write} />
        ))}
        <p role="alert" class="wrong">
          {wrong}
        </p>
        <div class="buttons">
          <button type="submit" class="primary">
            {w.save}
          </button>
          <button type="button" onClick={closeDialog}>
            {w.cancel}
          </button>
        </div>
      </form>
    </Dialog>
  )
}

const emptyTemplate = (): Template => ({ id: crypto.randomUUID(), use: 'say', title: {}, text: {} })

function Use({
  use,
  choose,
}: {
  readonly use: Template['use']
  readonly choose: (use: Template['use']) => void
}) {
  const w = words(settingsWords).templates
  return (
    <fieldset>
      <legend>{w.kind}</legend>
      <div class="choices">
        {(['say', 'ask', 'tell'] as const).map((each) => (
          <label key={each} class="choice">
            <input type="radio" name="use" checked={use === each} onChange={() => choose(each)} />
            {w.use[each]}
          </label>
        ))}
      </div>
    </fieldset>
  )
}

interface LanguageProperties {
  readonly tag: string
  readonly draft: Template
  readonly write: (part: 'title' | 'text', tag: string, text: string) => void
}

function InLanguage({ tag, draft, write }: LanguageProperties) {
  const w = words(settingsWords).templates
  const name = languages.find((each) => each === tag)
  return (
    <fieldset class="in-language" lang={tag}>
      <legend>{name === undefined ? tag : languageNames[name]}</legend>
      <div class="field">
        <label for={`title-${tag}`}>{w.name}</label>
        <input
          id={`title-${tag}`}
          autocomplete="off"
          value={draft.title[tag] ?? ''}
          onInput={({ currentTarget }) => write('title', tag, currentTarget.value)}
        />
      </div>
      <div class="field">
        <label for={`text-${tag}`}>{w.text}</label>
        <textarea
          autocomplete="off"
          id={`text-${tag}`}
          rows={6}
          value={draft.text[tag] ?? ''}
          onInput={({ currentTarget }) => write('text', tag, currentTarget.value)}
        />
      </div>
    </fieldset>
  )
}

const filled = (texts: Texts): Texts =>
  Object.fromEntries(Object.entries(texts).filter(([, text]) => text.trim() !== ''))

/** Nothing at all, or a name without a text, or a text without a name. */
function isLonely(template: Template): boolean {
  const tags = languagesOf(template)
  return tags.length === 0 || tags.some((tag) => !(tag in template.title && tag in template.text))
}

const isTooLong = ({ title, text }: Template): boolean =>
  Object.values(title).some(({ length }) => length > LONGEST_TITLE) ||
  Object.values(text).some(({ length }) => length > LONGEST_TEMPLATE)
