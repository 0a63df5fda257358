import { inbox } from '../state/inbox.ts'
import { commonWords } from './common.ts'
import { textOf, words } from './index.ts'

/** How the organisation calls a person; says so where it is the reader. */
export function personText(id: string): string {
  const { people = {}, me = '' } = inbox.value ?? {}
  const name = textOf(people[id]?.label) || words(commonWords).unknownPerson
  return id === me ? words(commonWords).myself(name) : name
}

export const deskText = (desk: string): string => textOf(inbox.value?.desks[desk]) || desk
