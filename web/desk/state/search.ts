import { batch, computed, effect, signal } from '@preact/signals'
import type { SearchAnswer } from '../../../src/local/wire.ts'
import { api, Refused } from './api.ts'
import { inbox } from './inbox.ts'
import { go, place } from './place.ts'

/** What stands in the field; the list shows hits while it is not empty. */
export const query = signal('')
/** The answer to the newest query that has one. */
export const found = signal<SearchAnswer | null>(null)
/** The query that it answers. */
const answered = signal('')

/** Whether what is shown answers what stands in the field; before that it is of an older query. */
export const isAnswered = computed(() => answered.value === query.value)

export const isSearching = computed(() => query.value.trim() !== '')

/** So long a person types the next letter. */
const PAUSE_MS = 70
let running = new AbortController()
let timer: ReturnType<typeof setTimeout> | undefined

/** Shows what is found in the place of the list; asking anew forgets what was asked before. */
export function searchFor(text: string): void {
  query.value = text
  clearTimeout(timer)
  running.abort()
  if (text.trim() === '') {
    found.value = null
    answered.value = text
    return
  }
  if (place.peek().page !== 'inbox') go({ page: 'inbox', number: null })
  timer = setTimeout(() => void ask(text), PAUSE_MS)
}

async function ask(text: string): Promise<void> {
  running.abort()
  running = new AbortController()
  const { signal } = running
  try {
    const answer = await api.search(text, signal)
    if (signal.aborted) return
    batch(() => {
      found.value = answer
      answered.value = text
    })
    if (answer.indexed < answer.of) timer = setTimeout(() => void ask(text), 1000)
  } catch (error) {
    if (!signal.aborted && !(error instanceof Refused)) throw error
  }
}

/** What came meanwhile may be found as well, and what is shown may be gone: the same question is asked again. */
const version = computed(() => inbox.value?.version ?? null)

effect(() => {
  if (version.value === null) return searchFor('')
  const text = query.peek()
  if (text.trim() === '') return
  clearTimeout(timer)
  timer = setTimeout(() => void ask(text), PAUSE_MS)
})
