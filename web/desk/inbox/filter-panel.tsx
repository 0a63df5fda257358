import { signal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import type { Filter } from '../../../src/local/wire.ts'
import { SEVERITIES, STATUSES } from '../../../src/protocol/thread/events.ts'
import { PlainText } from '../shell/plain-text.tsx'
import { commonWords } from '../words/common.ts'
import { filterWords } from '../words/filter.ts'
import { words } from '../words/index.ts'
import { deskText, personText } from '../words/names.ts'
import { facets } from './facets.ts'
import { isSame } from './filter.ts'
import { changeFilter, filter, filterOf, view } from './list.ts'
import { SaveButtons } from './saved-views.tsx'

export const isPanelOpen = signal(false)

/** Everything that can be chosen, as small switches. */
export function FilterPanel() {
  const w = words(filterWords).filter
  const isChanged = !isSame(filter.value, filterOf(view.value))
  const { labels, languages, desks } = facets.value
  const names = words(commonWords)
  return (
    <div class="filter-panel" role="group" aria-label={w.title}>
      <Many title={w.status} field="status" options={STATUSES} text={(id) => names.status[id]} />
      <Many
        title={w.severity}
        field="severity"
        options={[...SEVERITIES.toReversed(), '']}
        text={(id) => names.severity[id]}
      />
      <People />
      <Deadlines />
      {desks.length > 1 && <Many title={w.desks} field="desks" options={desks} text={deskText} />}
      {languages.length > 1 && (
        <Many title={w.languages} field="languages" options={languages} text={names.language} />
      )}
      {labels.length > 0 && <Many title={w.labels} field="labels" options={labels} text={(label) => label} />}
      <Sorting />
      <div class="buttons">
        {isChanged && (
          <button type="button" class="quiet" onClick={backToView}>
            {w.clear}
          </button>
        )}
        <SaveButtons isChanged={isChanged} />
      </div>
    </div>
  )
}

export const backToView = (): void => {
  filter.value = filterOf(view.value)
}

type ListField = 'status' | 'severity' | 'assignee' | 'desks' | 'labels' | 'languages'

interface ManyProperties<Value> {
  readonly title: string
  readonly field: ListField
  readonly options: readonly Value[]
  readonly text: (value: Value) => string
}

/** Several of these can be chosen; none means all. */
function Many<Value extends string>({ title, field, options, text }: ManyProperties<Value>) {
  const chosen: readonly string[] = filter.value[field]
  const toggle = (value: Value) => {
    const next = chosen.includes(value) ? chosen.filter((each) => each !== value) : [...chosen, value]
    changeFilter({ [field]: next })
  }
  return (
    <Chips title={title}>
      {options.map((value) => (
        <Chip key={value} isOn={chosen.includes(value)} text={text(value)} onPress={() => toggle(value)} />
      ))}
    </Chips>
  )
}

function People() {
  const w = words(commonWords)
  const others = facets.value.assignees
  const text = (id: string) => (id === 'me' ? w.me : id === 'nobody' ? w.nobody : personText(id))
  return (
    <Many
      title={words(filterWords).filter.assignee}
      field="assignee"
      options={['me', 'nobody', ...others]}
      text={text}
    />
  )
}

const SORTS: readonly Filter['sort'][] = ['due', 'arrival', 'last', 'severity']

function Sorting() {
  const w = words(filterWords).filter
  return (
    <Chips title={w.sort}>
      {SORTS.map((sort) => (
        <Chip
          key={sort}
          isOn={filter.value.sort === sort}
          text={w.sorts[sort]}
          onPress={() => changeFilter({ sort })}
        />
      ))}
    </Chips>
  )
}

/** One of these at most: pressing it again takes it away. */
function Deadlines() {
  const w = words(filterWords).filter
  const { due, news } = filter.value
  return (
    <>
      <Chips title={w.due}>
        {(['overdue', 'week'] as const).map((each) => (
          <Chip
            key={each}
            isOn={due === each}
            text={w[each]}
            onPress={() => changeFilter({ due: due === each ? '' : each })}
          />
        ))}
      </Chips>
      <Chips title={w.news}>
        {(['new', 'unread'] as const).map((each) => (
          <Chip
            key={each}
            isOn={news === each}
            text={w[each]}
            onPress={() => changeFilter({ news: news === each ? '' : each })}
          />
        ))}
      </Chips>
    </>
  )
}

function Chips({ title, children }: { readonly title: string; readonly children: ComponentChildren }) {
  return (
    <fieldset>
      <legend>{title}</legend>
      <div class="chips">{children}</div>
    </fieldset>
  )
}

interface ChipProperties {
  readonly isOn: boolean
  readonly text: string
  readonly onPress: () => void
}

function Chip({ isOn, text, onPress }: ChipProperties) {
  return (
    <button type="button" class="chip" aria-pressed={isOn} onClick={onPress}>
      <PlainText text={text} />
    </button>
  )
}
