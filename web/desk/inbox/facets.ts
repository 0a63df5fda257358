import { computed } from '@preact/signals'
import { inbox, rows } from '../state/inbox.ts'

const byText = (a: string, b: string): number => a.localeCompare(b)

/** What the cases have of each kind, so that only what chooses something is offered. */
export const facets = computed(() => {
  const labels = new Set<string>()
  const languages = new Set<string>()
  const assignees = new Set<string>()
  for (const row of rows.value.values()) {
    for (const label of row.labels) labels.add(label)
    if (row.language !== '') languages.add(row.language)
    if (row.assignee !== null) assignees.add(row.assignee)
  }
  return {
    labels: [...labels].sort(byText),
    languages: [...languages].sort(byText),
    assignees: [...assignees].filter((id) => id !== inbox.value?.me),
    desks: Object.keys(inbox.value?.desks ?? {}),
  }
})
