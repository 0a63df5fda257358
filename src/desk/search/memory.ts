import Database from 'better-sqlite3'
import { fold, numbersIn } from './words.ts'

/** Where in a case something stands. */
export const PLACES = ['tip', 'conversation', 'note', 'name', 'label'] as const
export type SearchPlace = (typeof PLACES)[number]
export type Texts = Readonly<Partial<Record<SearchPlace, string>>>

/** Which words stand in which cases: in memory alone, and gone once it is closed. */
export interface Memory {
  /** In place of what was known of the case before. */
  put(number: number, texts: Texts): void
  remove(number: number): void
  /** Numbers of the cases that match an expression, the best first; where they are very many, the newest. */
  find(expression: string): number[]
  /** The same, the oldest first. */
  holding(expression: string): number[]
  /** In how many cases a folded word stands. */
  frequency(term: string): number
  /** Puts together a little of what was put in one by one; false when nothing is left to do. */
  tidy(): boolean
  close(): void
}

export function openMemory(): Memory {
  const database = new Database(':memory:')
  database.pragma('temp_store = MEMORY')
  database.exec(SCHEMA)
  for (const [name, value] of SETTINGS) {
    database.prepare('INSERT INTO terms (terms, rank) VALUES (?, ?)').run(name, value)
  }
  // Never ended: each end would write a part of its own, and there is nothing to keep.
  database.exec('BEGIN')
  const sql = statements(database)
  const remove = (number: number) => void sql.remove.run(number)
  return {
    remove,
    put(number, texts) {
      remove(number)
      const columns = PLACES.map((place) => fold(texts[place] ?? ''))
      sql.put.run(number, ...columns, columns.flatMap(numbersIn).join(' '))
    },
    find(expression) {
      const all = sql.holding.all(expression)
      return all.length > MOST_RANKED ? all.toReversed() : sql.ranked.all(expression)
    },
    holding: (expression) => sql.holding.all(expression),
    frequency: (term) => sql.frequency.get(term) ?? 0,
    tidy() {
      const before = sql.changes.get() ?? 0
      sql.tidy.run()
      // One change is the command itself.
      return (sql.changes.get() ?? 0) - before > 1
    },
    close: () => database.close(),
  }
}

// The texts are folded already: all but ASCII's marks belongs to words. Names and labels count most; numbers are words of the rest.
const SCHEMA = `
  CREATE VIRTUAL TABLE terms USING fts5(
    ${PLACES.join(', ')}, numbers, content = '', contentless_delete = 1, tokenize = 'ascii'
  );
  CREATE VIRTUAL TABLE words USING fts5vocab(terms, row);
`

// Parts are put together a little at a time, never in one long go while somebody waits.
const SETTINGS = [
  ['automerge', 0n],
  ['crisismerge', 1000n],
  ['rank', 'bm25(1, 1, 1, 4, 4, 1)'],
] as const

/** To say of more which is about the words the most takes long, and tells nothing. */
const MOST_RANKED = 2000

const statements = (database: Database.Database) => ({
  put: database.prepare<(number | string)[]>(
    `INSERT INTO terms (rowid, ${PLACES.join(', ')}, numbers) VALUES (?, ?, ?, ?, ?, ?, ?)`,
  ),
  remove: database.prepare<[number]>('DELETE FROM terms WHERE rowid = ?'),
  ranked: database
    .prepare<[string], number>('SELECT rowid FROM terms WHERE terms MATCH ? ORDER BY rank')
    .pluck(),
  holding: database
    .prepare<[string], number>('SELECT rowid FROM terms WHERE terms MATCH ? ORDER BY rowid')
    .pluck(),
  frequency: database.prepare<[string], number>('SELECT doc FROM words WHERE term = ?').pluck(),
  tidy: database.prepare("INSERT INTO terms (terms, rank) VALUES ('merge', 16)"),
  changes: database.prepare<[], number>('SELECT total_changes()').pluck(),
})
