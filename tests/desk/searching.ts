import { onTestFinished } from 'vitest'
import { openSearch, type Search } from '../../src/desk/search/search.ts'
import { p } from '../intake/support.ts'
import { type Answers, askingOrganisation, draftWith, fileCases } from '../support/cases.ts'
import type { StagedDesk } from './stage.ts'
import { deskForTest } from './support.ts'

export const organisation = askingOrganisation(p, 1)

/** A vault with these tips in it, and a search over them. */
export async function vaultWith(tips: readonly (string | Answers)[]) {
  const desk = deskForTest('http://127.0.0.1:1', organisation, 0)
  const add = (more: readonly (string | Answers)[]) =>
    fileCases(
      p,
      desk.cabinet,
      organisation,
      more.map((tip) => draftWith(typeof tip === 'string' ? { what: tip } : tip)),
    )
  add(tips)
  const search = searchOf(desk)
  await search.freshen(search.staleNumbers())
  return { ...desk, add, search }
}

/** Closed at the end of the test. */
export function searchOf({ vault, cabinet }: Pick<StagedDesk, 'vault' | 'cabinet'>): Search {
  const search = openSearch(p, vault, cabinet)
  onTestFinished(() => search.close())
  return search
}

/** The cases that are found, the best first. */
export const numbers = (search: Search, query: string) =>
  search.search(query, 50).hits.map(({ number }) => number)
