import { signal } from '@preact/signals'

/** The cases that a person has ticked, whether or not the list shows them now. */
export const selected = signal<ReadonlySet<number>>(new Set())

export const clearSelection = (): void => {
  selected.value = new Set()
}
