import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { openSearch } from '../../src/desk/search/search.ts'
import { fold } from '../../src/desk/search/words.ts'
import { toHex } from '../../src/protocol/bytes.ts'
import { found, needle, utf16 } from '../form/needles.ts'
import { p } from '../intake/support.ts'
import { killedWhen } from '../store/child.ts'
import { askingOrganisation, draftWith, fileCases } from '../support/cases.ts'
import { cabinetForTest, deskForTest } from './support.ts'

const organisation = askingOrganisation(p, 1)
const WORDS = ['Тұрсынқалиев', 'бюджетінен', 'zanzibar-contract']

const needles = [...WORDS, ...WORDS.map(fold)].flatMap((word) => [
  needle(word, word),
  needle(`${word} in UTF-16`, utf16(word)),
])

/** A vault with tips that hold these words. */
function vaultWithWords() {
  const desk = deskForTest('http://127.0.0.1:1', organisation, 0)
  const drafts = Array.from({ length: 80 }, (_, i) =>
    draftWith({ what: `${i} ${WORDS.join(' ').repeat(20)}`, who: `Тұрсынқалиев Арман ${i}` }),
  )
  fileCases(p, desk.cabinet, organisation, drafts)
  return desk
}

it('nothing that can be searched is readable in the vault’s folder', async () => {
  const { vault, cabinet } = vaultWithWords()
  const search = openSearch(p, vault, cabinet)
  onTestFinished(() => search.close())
  await search.freshen(search.staleNumbers())
  expect(search.search(WORDS.join(' '), 50).total).toBe(80)
  expect(await found(vault.folder, needles)).toEqual([])
  search.close()
  expect(await found(vault.folder, needles)).toEqual([])
})

it('nor is it after a crash in the middle, and the next start goes on', async () => {
  const { vault, cabinet } = vaultWithWords()
  cabinet.close()
  const program = new URL('./search-child.ts', import.meta.url)
  const more = [toHex(vault.key), WORDS[0]!]
  const written = await killedWhen((lines) => lines.length === 2, program, vault.folder, { pause: 20, more })
  expect(new Set(written)).toEqual(new Set(['80']))
  // What a crash leaves is there to be looked at.
  expect(existsSync(join(vault.folder, 'cases.db-wal'))).toBe(true)
  expect(await found(vault.folder, needles)).toEqual([])
  const search = openSearch(p, vault, cabinetForTest(vault))
  onTestFinished(() => search.close())
  await search.load()
  await search.freshen(search.staleNumbers())
  expect(search.search('турсынкалиев', 9).total).toBe(80)
})

it('a purged case leaves no row behind', async () => {
  const { vault, cabinet } = vaultWithWords()
  const search = openSearch(p, vault, cabinet)
  onTestFinished(() => search.close())
  await search.freshen(search.staleNumbers())
  for (const { number } of cabinet.summaries()) cabinet.purge(number)
  expect([...cabinet.allBeside('terms')]).toEqual([])
  await search.freshen(search.staleNumbers())
  expect([search.indexed, search.search(WORDS[0]!, 9).total]).toEqual([0, 0])
})
