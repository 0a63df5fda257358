import { signal } from '@preact/signals'

/** Where a person is. It stands in no address: those end up in the history of the browser. */
export interface Place {
  readonly page: 'inbox' | 'keys' | 'settings'
  /** The case that is open beside the inbox. */
  readonly number: number | null
}

const START: Place = { page: 'inbox', number: null }

export const place = signal<Place>(START)

/** Goes somewhere; the browser's way back leads to where one was. */
export function go(to: Partial<Place>): void {
  const next = { ...place.value, ...to }
  if (next.page === place.value.page && next.number === place.value.number) return
  history.pushState(next, '')
  place.value = next
}

export const openCase = (number: number): void => go({ page: 'inbox', number })

export function forgetPlace(): void {
  history.replaceState(START, '')
  place.value = START
}

export function followHistory(): void {
  history.replaceState(place.value, '')
  addEventListener('popstate', ({ state }: PopStateEvent) => {
    place.value = (state as Place | null) ?? START
  })
}
