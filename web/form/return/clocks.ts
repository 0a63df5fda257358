import { type Clock, ranOut } from '../../../src/protocol/thread/clocks.ts'
import type { ReturnedTip } from '../../../src/source/visit.ts'
import { h, paragraph } from '../dom.ts'
import type { Language } from '../words/index.ts'
import { dateText, daysText } from '../words/text.ts'
import { type ReturnWords, returnWords } from './words/index.ts'

type ClockWords = ReturnWords['conversation']['clocks']['acknowledge']

/** What is owed to the source, and by when: as a sentence, and as a bar for the eyes. */
export function clockList(language: Language, { day, clocks }: ReturnedTip, today: number): HTMLElement {
  const { acknowledge, feedback } = clocks
  const words = returnWords[language].conversation.clocks
  const begun = Math.min(acknowledge.met ?? acknowledge.due, acknowledge.due)
  return h(
    'ul',
    { class: 'clocks' },
    clockItem(language, words.acknowledge, acknowledge, day, today),
    clockItem(language, words.feedback, feedback, begun, today),
  )
}

function clockItem(
  language: Language,
  words: ClockWords,
  clock: Clock,
  from: number,
  today: number,
): HTMLElement {
  return h(
    'li',
    { class: ranOut(clock, today) ? 'over' : undefined },
    h('h3', {}, words.title),
    bar(clock, from, today),
    paragraph(sentence(language, words, clock, today)),
  )
}

function sentence(language: Language, words: ClockWords, { due, met }: Clock, today: number): string {
  const last = dateText(language, due)
  if (met !== null) {
    const day = dateText(language, met)
    return met > due ? words.late(day, last) : words.met(day)
  }
  if (today > due) return words.over(last)
  return today === due ? words.lastDay(last) : words.running(last, daysText(language, due - today))
}

function bar({ due, met }: Clock, from: number, today: number): HTMLElement {
  const passed = met === null ? (today - from) / Math.max(1, due - from) : 1
  const filled = h('div')
  filled.style.inlineSize = `${Math.round(Math.min(1, Math.max(0, passed)) * 100)}%`
  return h('div', { class: met === null ? 'clock' : 'clock met', 'aria-hidden': 'true' }, filled)
}
