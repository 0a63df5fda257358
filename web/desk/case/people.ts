import { inbox } from '../state/inbox.ts'
import { caseWords } from '../words/case.ts'
import { commonWords } from '../words/common.ts'
import { textOf, words } from '../words/index.ts'
import { listText } from '../words/text.ts'

/** What somebody is called on this page: the source, oneself, or a colleague by name. */
export function nameOf(author: string): string {
  if (author === 'source') return words(commonWords).source
  return author === inbox.value?.me ? words(caseWords).page.you : labelOf(author)
}

/** A person’s own name, also one’s own. */
export const labelOf = (id: string): string =>
  textOf(inbox.value?.people[id]?.label) || words(commonWords).unknownPerson

export const namesOf = (ids: readonly string[]): string => listText(ids.map(nameOf))

/** How the source reads one’s own name. */
export function myNameIn(language: string): string {
  const me = inbox.value?.me ?? ''
  return inbox.value?.people[me]?.label[language] || labelOf(me)
}
