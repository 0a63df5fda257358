import { useRef, useState } from 'preact/hooks'
import type { Preferences, Template } from '../../../src/local/wire.ts'
import { openDialog } from '../shell/dialog.tsx'
import { PlainText } from '../shell/plain-text.tsx'
import { saveFile } from '../shell/save-file.ts'
import { showToast } from '../shell/toast.tsx'
import { tellRefusal } from '../state/deeds.ts'
import { changePreferences, preferences } from '../state/preferences.ts'
import { languageNames, languages, textOf, words } from '../words/index.ts'
import { settingsWords } from '../words/settings.ts'
import { listText } from '../words/text.ts'
import { TemplateDialog } from './template-dialog.tsx'
import { MOST_TEMPLATES, parseTemplates, TemplatesFault, templatesFile } from './templates-file.ts'

interface Properties {
  readonly templates: readonly Template[]
}

const USES = ['say', 'ask', 'tell'] as const

/** The texts that are used again and again: what there is, and the file in which an organisation hands them on. */
export function Templates({ templates }: Properties) {
  const w = words(settingsWords).templates
  const add = () => openDialog(() => <TemplateDialog template={null} save={put} />)
  return (
    <section aria-labelledby="settings-templates">
      <h2 id="settings-templates">{w.title}</h2>
      <p class="soft">{w.about}</p>
      {templates.length === 0 && <p>{w.none}</p>}
      {USES.filter((use) => templates.some((each) => each.use === use)).map((use) => (
        <div key={use} class="template-group">
          <h3>{w.use[use]}</h3>
          <ul class="bare">
            {templates
              .filter((each) => each.use === use)
              .map((template) => (
                <Line key={template.id} template={template} />
              ))}
          </ul>
        </div>
      ))}
      <div class="buttons">
        <button type="button" onClick={add}>
          {w.add}
        </button>
      </div>
      <Exchange templates={templates} />
    </section>
  )
}

const titleOf = (template: Template): string =>
  textOf(template.title) || words(settingsWords).templates.untitled

function Line({ template }: { readonly template: Template }) {
  const w = words(settingsWords).templates
  const missing = languages.filter((each) => !(each in template.text))
  const title = titleOf(template)
  const edit = () => openDialog(() => <TemplateDialog template={template} save={put} />)
  return (
    <li class="template-line">
      <div>
        <PlainText text={title} />
        {missing.length > 0 && (
          <span class="soft small">{w.lacks(listText(missing.map((each) => languageNames[each])))}</span>
        )}
      </div>
      <div class="buttons">
        <button type="button" class="quiet" aria-label={w.editOne(title)} onClick={edit}>
          {w.edit}
        </button>
        <button
          type="button"
          class="quiet"
          aria-label={`${w.remove}: ${title}`}
          onClick={() => void remove(template)}
        >
          {w.remove}
        </button>
      </div>
    </li>
  )
}

function Exchange({ templates }: Properties) {
  const w = words(settingsWords).templates
  const field = useRef<HTMLInputElement>(null)
  const [fault, setFault] = useState<TemplatesFault | null>(null)
  const take = async (file: File | undefined) => {
    if (file !== undefined) setFault(await takeIn(file))
  }
  return (
    <div class="exchange">
      <p class="soft small">{w.fileAbout}</p>
      <input
        ref={field}
        type="file"
        hidden
        accept=".json,application/json"
        onChange={({ currentTarget }) => {
          void take(currentTarget.files?.[0])
          currentTarget.value = ''
        }}
      />
      <div class="buttons">
        <button type="button" onClick={() => exportAll(templates)}>
          {w.exportAll}
        </button>
        <button type="button" onClick={() => field.current?.click()}>
          {w.importAll}
        </button>
      </div>
      <div role="alert">
        {fault !== null && (
          <div class="notice warning">
            <strong>{w.refusedTitle}</strong>
            <p>{w.faults[fault.code]}</p>
            {fault.path !== '' && (
              <p>
                <PlainText text={w.where(fault.path)} />
              </p>
            )}
          </div>
        )}
      </div>
    </div>
  )
}

const FILE = 'candor-templates.json'

function exportAll(templates: readonly Template[]): void {
  saveFile({ name: FILE, file: templatesFile(templates) })
  showToast({ text: words(settingsWords).templates.exported(FILE) })
}

/** More than any such file can be: it is not even read. */
const LARGEST = 32 * 1024 * 1024

/** What is wrong with it; null where it was taken in. */
async function takeIn(file: File): Promise<TemplatesFault | null> {
  const before = preferences.peek()?.templates ?? []
  try {
    const text = file.size > LARGEST ? '' : await file.text().catch(() => '')
    const given = parseTemplates(text)
    const merged = merge(before, given)
    if (merged.length > MOST_TEMPLATES) throw new TemplatesFault('too-many')
    const added = merged.length - before.length
    const said = words(settingsWords).templates.imported(added, given.length - added)
    await keep({ templates: merged }, said, { templates: before })
    return null
  } catch (error) {
    if (error instanceof TemplatesFault) return error
    throw error
  }
}

/** A template with the same id takes the place of the one that is there; new ones go to the end. */
function merge(before: readonly Template[], given: readonly Template[]): Template[] {
  const byId = new Map(before.map((each) => [each.id, each]))
  for (const each of given) byId.set(each.id, each)
  return [...byId.values()]
}

function put(template: Template): Promise<boolean> {
  const before = preferences.peek()?.templates ?? []
  return keep({ templates: merge(before, [template]) }, words(settingsWords).saved)
}

async function remove(template: Template): Promise<void> {
  const before = preferences.peek()?.templates ?? []
  const said = words(settingsWords).templates.removed(titleOf(template))
  await keep({ templates: before.filter(({ id }) => id !== template.id) }, said, { templates: before })
}

/** False where it was refused, which is said. */
async function keep(
  change: Partial<Preferences>,
  said: string,
  back?: Partial<Preferences>,
): Promise<boolean> {
  try {
    await changePreferences(change)
    const { undo } = words(settingsWords).templates
    const action = back && { label: undo, run: () => void keep(back, words(settingsWords).saved) }
    showToast({ text: said, ...(action && { action }) })
    return true
  } catch (error) {
    tellRefusal(error)
    return false
  }
}
