import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { loadPrimitives } from '../../src/desk/primitives.ts'
import { openMemory } from '../../src/desk/search/memory.ts'
import { openSearch, type Search } from '../../src/desk/search/search.ts'
import { type Cabinet, openCabinet } from '../../src/desk/vault/cabinet.ts'
import type { Vault } from '../../src/desk/vault/vault.ts'
import type { Primitives } from '../../src/protocol/primitives/primitives.ts'
import { type Answers, askingOrganisation, draftWith, fileCases } from '../support/cases.ts'
import { deterministic } from '../support/organisation.ts'
import { benchFolder } from './server.ts'
import { vaultIn } from './sync.ts'
import { median, report } from './table.ts'

const CASES = 10_000
const CHARACTERS = 2000

/** Search among ten thousand cases, beside a search without an index and beside bare decryption. */
export async function benchSearch(): Promise<void> {
  const p = await loadPrimitives()
  const folder = benchFolder()
  const organisation = askingOrganisation(p, 1)
  const vault = vaultIn(join(folder, 'vault'), organisation)
  const cabinet = openCabinet(p, vault, deterministic('rows'))
  const texts = tips()
  benchMemory(texts)
  for (let at = 0; at < CASES; at += 500) {
    fileCases(
      p,
      cabinet,
      organisation,
      texts.slice(at, at + 500).map((answers) => draftWith(answers)),
    )
  }
  await benchMaking(p, vault, cabinet)
  cabinet.close()
  // A later start: nothing is opened yet.
  const again = openCabinet(p, vault, deterministic('again'))
  const search = await benchLoading(p, vault, again)
  benchQueries(
    search,
    texts.map((answers) => Object.values(answers).join('\n')),
  )
  benchSimilar(search)
  search.close()
  again.close()
  rmSync(folder, { recursive: true, force: true })
}

function benchMemory(texts: readonly Answers[]): void {
  const before = process.memoryUsage().rss
  const memory = openMemory()
  for (const [i, answers] of texts.entries()) memory.put(i, { tip: Object.values(answers).join('\n') })
  const each = (process.memoryUsage().rss - before) / CASES
  memory.close()
  report(
    `memory of a case ÷ its text of ${CHARACTERS.toLocaleString('en')} characters`,
    each / (CHARACTERS * 2),
    { most: 3 },
    `${(each / 1024).toFixed(1)} KiB a case at most`,
  )
}

async function benchMaking(p: Primitives, vault: Vault, cabinet: Cabinet): Promise<void> {
  const search = openSearch(p, vault, cabinet)
  const stale = search.staleNumbers()
  const bare = timed(() => stale.map((number) => cabinet.caseContent(number)))
  const { took, longest } = await watched(() => search.freshen(stale))
  report(
    `first making of ${CASES.toLocaleString('en')} rows ÷ bare decryption of the cases`,
    took / bare,
    { most: 30 },
    `${took.toFixed(0)} ms in the background beside ${bare.toFixed(0)} ms; nobody waited longer than ${longest.toFixed(0)} ms`,
  )
  search.close()
}

async function benchLoading(p: Primitives, vault: Vault, cabinet: Cabinet): Promise<Search> {
  const search = openSearch(p, vault, cabinet)
  const bare = timed(() => [...cabinet.allBeside('terms')])
  const { took, longest } = await watched(() => search.load())
  if (search.indexed !== CASES) throw new Error(`${search.indexed} of ${CASES} cases were read`)
  report(
    'a later start ÷ bare decryption of the same rows',
    took / bare,
    { most: 12 },
    `${took.toFixed(0)} ms in the background beside ${bare.toFixed(0)} ms; nobody waited longer than ${longest.toFixed(0)} ms`,
  )
  return search
}

const QUERIES = ['касымов', 'директора', 'договоры деньги', '"отдал договор"', '123-45', 'на', 'нигде']

function benchQueries(search: Search, texts: readonly string[]): void {
  for (const query of QUERIES) {
    const ours = median(Array.from({ length: 5 }, () => timed(() => search.search(query, 50))))
    const words = query.startsWith('"') ? [query.slice(1, -1)] : query.split(' ')
    const wanted = words.map((word) => new RegExp(word, 'giu'))
    const scan = median(
      Array.from({ length: 3 }, () => timed(() => texts.map((text) => countIn(text, wanted)))),
    )
    const { total } = search.search(query, 50)
    report(
      `search for ${query} ÷ counting it in all texts with a regular expression`,
      ours / scan,
      { most: 2 },
      `${ours.toFixed(1)} ms for ${total} cases, with 50 pieces of text, beside ${scan.toFixed(0)} ms`,
    )
  }
}

/** Each text is read to its end, and nothing is ranked, no other form found and no piece cut out. */
const countIn = (text: string, wanted: readonly RegExp[]): number[] =>
  wanted.map((each) => text.match(each)?.length ?? 0)

function benchSimilar(search: Search): void {
  const times = Array.from({ length: 20 }, (_, i) => timed(() => search.similar(1 + i * 400, 10)))
  const slowest = Math.max(...times)
  report(
    'similar cases of one ÷ a tenth of a second, which feels instant',
    slowest / 100,
    { most: 1 },
    `${median(times).toFixed(0)} ms, and ${slowest.toFixed(0)} ms for the slowest of 20`,
  )
}

/** Milliseconds of the processor, which do not grow when others use it too. */
const spent = (): number => {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

function timed(act: () => unknown): number {
  const before = spent()
  act()
  return spent() - before
}

/** What it took, and the longest time for which nothing else had its turn. */
async function watched(act: () => Promise<void>): Promise<{ took: number; longest: number }> {
  let [longest, last] = [0, performance.now()]
  const timer = setInterval(() => {
    longest = Math.max(longest, performance.now() - last)
    last = performance.now()
  }, 1)
  const before = spent()
  await act()
  clearInterval(timer)
  return { took: spent() - before, longest }
}

const COMMON =
  'начальник отдела закупок директор отдал договор фирме своего брата деньги бюджет на ремонт школы взял аванс не построил дорога поставка'.split(
    ' ',
  )
const FORMS = ['', 'а', 'у', 'ом', 'е', 'ы', 'ов', 'ам', 'лар', 'дың', 'інен']
const SURNAMES = ['Қасымов', 'Ибраев', 'Петров', 'Ахметова', 'Ким', 'Сейтқали', 'Нұрланов', 'Иванов']
const FIRST = ['Арман', 'Болат', 'Нурлан', 'Айгүл', 'Сергей', 'Ерлан']
const SYLLABLES = 'ба ке ли мо ну ра са та жол шы қа рес фин тор вед пра гос мин'.split(' ')

/** Words as often as in a language: few of them often, many of them seldom. */
function tips(): Answers[] {
  const bytes = deterministic('texts')(4_000_000)
  let at = 0
  const below = (most: number) => {
    const value = (bytes[at % bytes.length] as number) * 256 + (bytes[(at + 1) % bytes.length] as number)
    at += 2
    return Math.floor((value / 65_536) * most)
  }
  const of = <Item>(items: readonly Item[]): Item => items[below(items.length)] as Item
  const seldom = () => `${of(SYLLABLES)}${of(SYLLABLES)}${of(SYLLABLES)}${of(FORMS)}`
  const word = () => (below(3) === 0 ? of(COMMON) : seldom())
  const telephone = () => `+7 70${below(10)} ${100 + below(900)}-${10 + below(90)}-${10 + below(90)}`
  return Array.from({ length: CASES }, () => {
    let what = `${telephone()}, договор № ${below(9999)}/2026.`
    while (what.length < CHARACTERS) what += ` ${word()}`
    return { what, who: `${of(SURNAMES)} ${of(FIRST)} ${seldom()}`, place: `г. ${seldom()}` }
  })
}
