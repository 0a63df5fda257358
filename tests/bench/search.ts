import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { loadPrimitives } from '../../src/desk/primitives.ts'
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
  const before = process.memoryUsage().rss
  const { took, longest } = await watched(() => search.load())
  const each = (process.memoryUsage().rss - before) / CASES / 1024
  if (search.indexed !== CASES) throw new Error(`${search.indexed} of ${CASES} cases were read`)
  report(
    'a later start ÷ bare decryption of the same rows',
    took / bare,
    { most: 12 },
    `${took.toFixed(0)} ms in the background beside ${bare.toFixed(0)} ms; nobody waited longer than ${longest.toFixed(0)} ms`,
  )
  report(
    `memory of a case ÷ its text of ${CHARACTERS.toLocaleString('en')} characters`,
    each / ((CHARACTERS * 2) / 1024),
    { most: 3 },
    `${each.toFixed(1)} KiB a case`,
  )
  return search
}

const QUERIES = [
  'касымов',
  'директора',
  'договоры деньги',
  '"отдал договор"',
  '7011234567',
  'н',
  'на',
  'нигде',
]

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
      { most: 1 },
      `${ours.toFixed(1)} ms for ${total} cases, with 50 pieces of text, beside ${scan.toFixed(0)} ms`,
    )
  }
}

/** To know which text is about it the most, each one has to be read to its end. */
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

function timed(act: () => unknown): number {
  const started = performance.now()
  act()
  return performance.now() - started
}

/** How long it took, and the longest time for which nothing else had its turn. */
async function watched(act: () => Promise<void>): Promise<{ took: number; longest: number }> {
  let [longest, last] = [0, performance.now()]
  const timer = setInterval(() => {
    longest = Math.max(longest, performance.now() - last)
    last = performance.now()
  }, 1)
  const started = performance.now()
  await act()
  clearInterval(timer)
  return { took: performance.now() - started, longest }
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
