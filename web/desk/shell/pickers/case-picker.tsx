import { useState } from 'preact/hooks'
import type { InboxRow } from '../../../../src/local/wire.ts'
import { rows } from '../../state/inbox.ts'
import { words } from '../../words/index.ts'
import { pickerWords } from '../../words/pickers.ts'
import { Dialog } from '../dialog.tsx'
import { Choose } from './choose.tsx'
import { fits } from './fits.ts'

interface Properties {
  readonly title: string
  readonly about?: string
  /** What the case is called for which another one is sought, where the title does not say it. */
  readonly of?: string
  /** These are not offered. */
  readonly without: readonly number[]
  readonly onChoose: (row: InboxRow) => void
}

const SHOWN = 30

/** Finds another case by its number, its name, or how it begins. */
export function CasePicker({ title, about, of = '', without, onChoose }: Properties) {
  const [typed, type] = useState('')
  const found: InboxRow[] = []
  for (const row of rows.peek().values()) {
    if (found.length === SHOWN) break
    if (!without.includes(row.number) && !row.isVoid && isMeant(row, typed)) found.push(row)
  }
  const options = found.map(({ number, name, preview }) => ({
    id: `${number}`,
    text: `${name} · ${number}`,
    hint: preview,
  }))
  const choose = (id: string) => {
    const row = rows.peek().get(Number(id))
    if (row !== undefined) onChoose(row)
  }
  return (
    <Dialog title={title} of={of}>
      {about !== undefined && <p class="soft">{about}</p>}
      <Choose
        label={words(pickerWords).findCase}
        options={options}
        typed={typed}
        onType={type}
        onChoose={({ id }) => choose(id)}
      />
    </Dialog>
  )
}

const isMeant = ({ number, name, preview }: InboxRow, typed: string): boolean =>
  typed.trim() === `${number}` || fits(`${name} ${preview}`, typed)
