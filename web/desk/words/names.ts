import { inbox } from '../state/inbox.ts'
import { commonWords } from './common.ts'
import { textOf, words } from './index.ts'

/** How the organisation calls a person. */
export const labelOf = (id: string): string =>
  textOf(inbox.value?.people[id]?.label) || words(commonWords).unknownPerson

/** The same; says so where it is the reader. */
export const personText = (id: string): string =>
  id === inbox.value?.me ? words(commonWords).myself(labelOf(id)) : labelOf(id)

export const deskText = (desk: string): string => textOf(inbox.value?.desks[desk]) || desk
