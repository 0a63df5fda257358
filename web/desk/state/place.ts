import { signal } from '@preact/signals'

/** Where a person is. It stands in no address: those end up in the history of the browser. */
export interface Place {
  readonly page: 'inbox' | 'keys' | 'settings'
  /** The case that is open beside the inbox. */
  readonly number: number | null
}

const START: Place = { page: 'inbox', number: null }

export const place = signal<Place>(START)

/** The history of the browser holds nothing but counters: on the disk it keeps what it is given. */
const places = new Map<number, Place>()
let counter = 0

/** Goes somewhere; the browser's way back leads to where one was. */
export function go(to: Partial<Place>): void {
  const next = { ...place.value, ...to }
  if (next.page === place.value.page && next.number === place.value.number) return
  counter += 1
  places.set(counter, next)
  history.pushState(counter, '')
  place.value = next
}

export const openCase = (number: number): void => go({ page: 'inbox', number })

/** The way back leads to the inbox from here on, and no counter counts twice. */
export function forgetPlace(): void {
  places.clear()
  counter += 1
  history.replaceState(counter, '')
  place.value = START
}

export function followHistory(): void {
  history.replaceState(counter, '')
  addEventListener('popstate', ({ state }: PopStateEvent) => {
    place.value = places.get(state as number) ?? START
  })
}
