import { inbox } from '../state/inbox.ts'
import { caseWords } from '../words/case.ts'
import { commonWords } from '../words/common.ts'
import { words } from '../words/index.ts'
import { labelOf } from '../words/names.ts'
import { listText } from '../words/text.ts'

/** What somebody is called on this page: the source, oneself, or a colleague by name. */
export function nameOf(author: string): string {
  if (author === 'source') return words(commonWords).source
  return author === inbox.value?.me ? words(caseWords).page.you : labelOf(author)
}

export const namesOf = (ids: readonly string[]): string => listText(ids.map(nameOf))

/** How the source reads one’s own name. */
export function myNameIn(language: string): string {
  const me = inbox.value?.me ?? ''
  return inbox.value?.people[me]?.label[language] || labelOf(me)
}
