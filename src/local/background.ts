import type { News } from './news.ts'
import { troubleOf } from './refusals.ts'
import type { Refusal } from './wire.ts'

/** Work that nobody asked for at the moment: what goes wrong in it is said, and tried again. */
export interface Background {
  readonly trouble: () => Refusal | null
  readonly try: (act: () => void) => void
}

export function openBackground(news: News): Background {
  let trouble: Refusal | null = null
  const say = (now: Refusal | null) => {
    if (trouble?.code === now?.code) return
    trouble = now
    news.bump()
  }
  return {
    trouble: () => trouble,
    try(act) {
      try {
        act()
        say(null)
      } catch (error) {
        say(troubleOf(error))
      }
    },
  }
}
