import { join } from 'node:path'
import type Database from 'better-sqlite3'
import { type Bytes, equal, toHex, u32 } from '../protocol/bytes.ts'
import type { Primitives, Random } from '../protocol/primitives/primitives.ts'
import { busy, guarded, openDatabase } from './database.ts'
import { type SealedRows, sealedRows } from './rows.ts'
import type { Vault } from './vault.ts'

/** What one step of work leaves behind, all or nothing. */
export interface Filing {
  /** The item that guards against two commands at once: as it was read, and as it becomes. */
  readonly guard?: { readonly name: string; readonly before: Bytes | null; readonly after: Bytes }
  readonly items?: readonly { readonly name: string; readonly content: Bytes }[]
  readonly cases?: readonly NewCase[]
  /** What is known of cases that are held. */
  readonly changes?: readonly CaseChange[]
  readonly drops?: readonly NewDrop[]
  readonly queue?: readonly QueueChange[]
}

interface NewCase {
  /** `E#`, 32 bytes: an envelope becomes one case, however often a server hands it out. */
  readonly hash: Bytes
  readonly summary: Bytes
  readonly watch: Bytes
  readonly content: Bytes
}

export interface CaseChange {
  readonly number: number
  readonly summary: Bytes
  readonly watch: Bytes
}

export interface NewDrop {
  /** The case that it belongs to. */
  readonly number: number
  /** What is the same for everything that could lie at its place. */
  readonly spot: Bytes
  readonly content: Bytes
}

/** A row without a place goes to the end; one without content leaves. */
interface QueueChange {
  readonly place: number | null
  readonly content: Bytes | null
}

/** The local database of an investigator. Every row is sealed under the vault's key; names and counts alone are readable. */
export interface Cabinet {
  item(name: string): Bytes | null
  summaries(): { readonly number: number; readonly summary: Bytes }[]
  summary(number: number): Bytes | null
  caseContent(number: number): Bytes | null
  /** Of every case after one, in order; null where an older version filed the case. */
  watches(after: number): { readonly number: number; readonly watch: Bytes | null }[]
  watch(number: number): Bytes | null
  /** The drops of a case, in no order. */
  drops(number: number): Bytes[]
  /** What is held at a place, for every case: more than one where different people were shown different things. */
  dropsAt(spot: Bytes): { readonly number: number; readonly content: Bytes }[]
  /** In order. */
  queue(): { readonly place: number; readonly content: Bytes }[]
  /**
   * Answers with the numbers of new cases.
   * @throws `vault_busy` when another command changed the guard meanwhile; then nothing was written
   */
  file(filing: Filing): readonly number[]
  close(): void
}

export function openCabinet(p: Primitives, vault: Vault, random: Random): Cabinet {
  const path = join(vault.folder, 'cases.db')
  const database = openDatabase(path)
  const rows = sealedRows(p, vault.key, random)
  const sql = statements(database)
  const write = database.transaction(fileWith(sql, rows, vault.folder))
  return {
    ...reading(sql, rows),
    file: (filing) => guarded(path, () => write.immediate(filing)),
    close: () => database.close(),
  }
}

const statements = (database: Database.Database) => ({
  getItem: database.prepare<[string], Bytes>('SELECT sealed FROM items WHERE name = ?').pluck(),
  putItem: database.prepare<[string, Bytes]>(
    'INSERT INTO items VALUES (?, ?) ON CONFLICT DO UPDATE SET sealed = excluded.sealed',
  ),
  allSummaries: database
    .prepare<[], [number, Bytes]>('SELECT number, summary FROM cases ORDER BY number')
    .raw(),
  getSummary: database.prepare<[number], Bytes>('SELECT summary FROM cases WHERE number = ?').pluck(),
  putSummary: database.prepare<[Bytes, number]>('UPDATE cases SET summary = ? WHERE number = ?'),
  getContent: database.prepare<[number], Bytes>('SELECT content FROM cases WHERE number = ?').pluck(),
  lastNumber: database.prepare<[], number | null>('SELECT max(number) FROM cases').pluck(),
  hasMark: database.prepare<[Bytes], number>('SELECT 1 FROM cases WHERE mark = ?').pluck(),
  putCase: database.prepare<[number, Bytes, Bytes, Bytes]>('INSERT INTO cases VALUES (?, ?, ?, ?)'),
  watchesAfter: database
    .prepare<[number], [number, Bytes | null]>(
      'SELECT number, sealed FROM cases LEFT JOIN watches USING (number) WHERE number > ? ORDER BY number',
    )
    .raw(),
  getWatch: database.prepare<[number], Bytes>('SELECT sealed FROM watches WHERE number = ?').pluck(),
  putWatch: database.prepare<[number, Bytes]>(
    'INSERT INTO watches VALUES (?, ?) ON CONFLICT DO UPDATE SET sealed = excluded.sealed',
  ),
  dropsOf: database
    .prepare<[number], [Bytes, number, Bytes]>('SELECT mark, number, sealed FROM drops WHERE number = ?')
    .raw(),
  dropsAt: database
    .prepare<[Bytes], [Bytes, number, Bytes]>('SELECT mark, number, sealed FROM drops WHERE spot = ?')
    .raw(),
  putDrop: database.prepare<[Bytes, Bytes, number, Bytes]>(
    'INSERT INTO drops VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING',
  ),
  allQueued: database.prepare<[], [number, Bytes]>('SELECT place, sealed FROM queue ORDER BY place').raw(),
  addQueued: database.prepare<[Bytes]>('INSERT INTO queue (sealed) VALUES (?)'),
  putQueued: database.prepare<[Bytes, number]>('UPDATE queue SET sealed = ? WHERE place = ?'),
  removeQueued: database.prepare<[number]>('DELETE FROM queue WHERE place = ?'),
})

type Statements = ReturnType<typeof statements>

const nameOfDrop = (number: number, mark: Bytes): string => `drop/${number}/${toHex(mark)}`

function reading(sql: Statements, rows: SealedRows): Omit<Cabinet, 'file' | 'close'> {
  const open = (name: string, sealed: Bytes | null | undefined) =>
    sealed === undefined || sealed === null ? null : rows.open(name, sealed)
  const drop = ([mark, number, sealed]: [Bytes, number, Bytes]) => ({
    number,
    content: rows.open(nameOfDrop(number, mark), sealed),
  })
  return {
    item: (name) => open(`item/${name}`, sql.getItem.get(name)),
    summaries: () =>
      sql.allSummaries
        .all()
        .map(([number, sealed]) => ({ number, summary: rows.open(`summary/${number}`, sealed) })),
    summary: (number) => open(`summary/${number}`, sql.getSummary.get(number)),
    caseContent: (number) => open(`case/${number}`, sql.getContent.get(number)),
    watches: (after) =>
      sql.watchesAfter
        .all(after)
        .map(([number, sealed]) => ({ number, watch: open(`watch/${number}`, sealed) })),
    watch: (number) => open(`watch/${number}`, sql.getWatch.get(number)),
    drops: (number) => sql.dropsOf.all(number).map((row) => drop(row).content),
    dropsAt: (spot) => sql.dropsAt.all(rows.mark(spot)).map(drop),
    queue: () =>
      sql.allQueued.all().map(([place, sealed]) => ({ place, content: rows.open(`queue/${place}`, sealed) })),
  }
}

function fileWith(sql: Statements, rows: SealedRows, folder: string): (filing: Filing) => readonly number[] {
  const read = reading(sql, rows)
  const writeItem = (name: string, content: Bytes) =>
    sql.putItem.run(name, rows.seal(`item/${name}`, content))
  const writeWatch = (number: number, watch: Bytes) =>
    sql.putWatch.run(number, rows.seal(`watch/${number}`, watch))
  const addCases = caseWriter(sql, rows, writeWatch)
  return ({ guard, items = [], cases = [], changes = [], drops = [], queue = [] }) => {
    if (guard !== undefined) {
      if (!same(read.item(guard.name), guard.before)) throw busy(folder)
      writeItem(guard.name, guard.after)
    }
    for (const { name, content } of items) writeItem(name, content)
    const added = addCases(cases)
    for (const { number, summary, watch } of changes) {
      sql.putSummary.run(rows.seal(`summary/${number}`, summary), number)
      writeWatch(number, watch)
    }
    for (const { number, spot, content } of drops) {
      // A drop may belong to several cases: tips of one codename have one conversation's key.
      const mark = rows.mark(u32(number), spot, content)
      sql.putDrop.run(mark, rows.mark(spot), number, rows.seal(nameOfDrop(number, mark), content))
    }
    for (const change of queue) changeQueue(sql, rows, change)
    return added
  }
}

function caseWriter(sql: Statements, rows: SealedRows, writeWatch: (number: number, watch: Bytes) => void) {
  return (cases: readonly NewCase[]): number[] => {
    const numbers: number[] = []
    let number = sql.lastNumber.get() ?? 0
    for (const { hash, summary, watch, content } of cases) {
      // Keyed: the public list must not tell a thief of the vault which tips are in it.
      const mark = rows.mark(hash)
      if (sql.hasMark.get(mark) !== undefined) continue
      number += 1
      sql.putCase.run(
        number,
        mark,
        rows.seal(`summary/${number}`, summary),
        rows.seal(`case/${number}`, content),
      )
      writeWatch(number, watch)
      numbers.push(number)
    }
    return numbers
  }
}

function changeQueue(sql: Statements, rows: SealedRows, { place, content }: QueueChange): void {
  if (content === null) {
    if (place !== null) sql.removeQueued.run(place)
    return
  }
  // The row is sealed for its place, which the database gives.
  const own = place ?? Number(sql.addQueued.run(new Uint8Array()).lastInsertRowid)
  sql.putQueued.run(rows.seal(`queue/${own}`, content), own)
}

const same = (a: Bytes | null, b: Bytes | null): boolean => (a === null || b === null ? a === b : equal(a, b))
