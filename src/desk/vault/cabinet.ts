import { join } from 'node:path'
import { type Bytes, equal, toHex, u32 } from '../../protocol/bytes.ts'
import { isCandorError } from '../../protocol/errors.ts'
import { NONCE, type Primitives, type Random } from '../../protocol/primitives/primitives.ts'
import { caseKeys, type SealersOfCases } from './case-keys.ts'
import { busy, guarded, openDatabase, scrub } from './database.ts'
import { type SealedRows, sealedRows } from './rows.ts'
import { type Statements, statements } from './statements.ts'

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
  /** What is kept beside a case; nothing where the content is null. */
  readonly besides?: readonly BesideChange[]
  /** Cases of which nothing shall be left here but that they were here. */
  readonly forget?: readonly number[]
  /** Whether what the items replace must not be found on the disk afterwards. */
  readonly scrub?: boolean
}

interface NewCase {
  /** `E#`, 32 bytes: an envelope becomes one case, however often a server hands it out. */
  readonly hash: Bytes
  readonly summary: Bytes
  readonly watch: Bytes
  readonly content: Bytes
  /** Filed even where it was forgotten: it was granted again. */
  readonly again?: boolean
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

/** What is kept beside a case for this desk alone, such as a draft: it goes when the case goes. */
export interface BesideChange {
  readonly number: number
  readonly name: string
  readonly content: Bytes | null
}

/** A row without a place goes to the end; one without content leaves. */
type QueueChange =
  | { readonly place: number | null; readonly number: number; readonly content: Bytes }
  | { readonly place: number; readonly content: null }

/**
 * The local database of an investigator. Every row is sealed: those of a case under a key of its own, which is sealed under
 * the vault's key as all others are. Names, numbers and counts alone are readable.
 */
export interface Cabinet {
  item(name: string): Bytes | null
  summaries(): { readonly number: number; readonly summary: Bytes }[]
  /**
   * The summaries that were filed since an earlier look, all of them at the first, and the numbers of all cases in order.
   * @param known what the earlier look answered as `known`
   */
  changedSummaries(known: KnownSummaries): ChangedSummaries
  /** Another number once somebody else has written into this file, in this process or another one. */
  turn(): number
  summary(number: number): Bytes | null
  caseContent(number: number): Bytes | null
  /** Of every case after one, in order; null where an older version filed the case. */
  watches(after: number): { readonly number: number; readonly watch: Bytes | null }[]
  watch(number: number): Bytes | null
  /** The drops of a case, in no order. */
  drops(number: number): Bytes[]
  /** What is held at a place, for every case: more than one where different people were shown different things. */
  dropsAt(spot: Bytes): { readonly number: number; readonly content: Bytes }[]
  /** Whether the case of an envelope (`E#`, 32 bytes) was here and was forgotten. */
  isForgotten(hash: Bytes): boolean
  /** What is kept beside a case under a name. */
  beside(name: string, number: number): Bytes | null
  /** The same of every case that has it, in order: read a few at a time, so that it need not be taken at once. */
  allBeside(name: string): Iterable<{ readonly number: number; readonly content: Bytes }>
  /** In order. */
  queue(): { readonly place: number; readonly content: Bytes }[]
  /**
   * Answers with the number of each new case, in order; null for one that was here before.
   * @throws `vault_busy` when another command changed the guard meanwhile; then nothing was written
   */
  file(filing: Filing): readonly (number | null)[]
  /** Forgets a case: its key first of all, so that copies of its rows open for nobody. It is not filed again. */
  purge(number: number): void
  /** All of it as one consistent file, whoever writes meanwhile. */
  copy(): Bytes
  close(): void
}

/** By which each summary is recognised: the number that went into its seal alone, by the number of its case. */
export type KnownSummaries = ReadonlyMap<number, string>

interface ChangedSummaries {
  readonly changed: readonly { readonly number: number; readonly summary: Bytes }[]
  readonly known: KnownSummaries
}

export function openCabinet(
  p: Primitives,
  { folder, key }: { readonly folder: string; readonly key: Bytes },
  random: Random,
): Cabinet {
  const path = join(folder, DATABASE)
  const database = openDatabase(path)
  const rows = sealedRows(p, key, random)
  const sql = statements(database)
  const sealers = caseKeys(rows, {
    find: (number) => sql.getKey.get(number),
    keep: (number, sealed) => sql.putKey.run(number, sealed),
  })
  const write = database.transaction(fileWith(sql, rows, sealers, folder))
  const file = (filing: Filing) =>
    guarded(path, () => {
      const added = write.immediate(filing)
      if (filing.scrub === true || (filing.forget ?? []).length > 0) scrub(database)
      return added
    })
  return {
    ...reading(sql, rows, sealers),
    file,
    purge: (number) => void file({ forget: [number] }),
    turn: () => database.pragma('data_version', { simple: true }) as number,
    copy: () => guarded(path, () => new Uint8Array(database.serialize())),
    close: () => database.close(),
  }
}

/** The file's name in the vault's folder. */
export const DATABASE = 'cases.db'

const nameOfBeside = (name: string, number: number): string => `beside/${name}/${number}`

const nameOfDrop = (number: number, mark: Bytes): string => `drop/${number}/${toHex(mark)}`

function reading(
  sql: Statements,
  rows: SealedRows,
  sealers: SealersOfCases,
): Omit<Cabinet, 'file' | 'purge' | 'turn' | 'copy' | 'close'> {
  const open = (number: number, name: string, sealed: Bytes | null | undefined) =>
    sealed === undefined || sealed === null ? null : sealers.of(number).open(name, sealed)
  const unlessForgotten = passingOverForgotten(sql)
  const one = (number: number, name: string, sealed: Bytes | undefined) =>
    unlessForgotten(number, () => open(number, name, sealed))
  const drop = ([mark, number, sealed]: readonly [Bytes, number, Bytes]) =>
    unlessForgotten(number, () => ({
      number,
      content: sealers.of(number).open(nameOfDrop(number, mark), sealed),
    }))
  const queued = ([place, number, sealed]: readonly [number, number, Bytes]) =>
    unlessForgotten(number, () => ({ place, content: sealers.of(number).open(`queue/${place}`, sealed) }))
  const watch = ([number, sealed]: readonly [number, Bytes | null]) =>
    unlessForgotten(number, () => ({ number, watch: open(number, `watch/${number}`, sealed) }))
  return {
    item: (name) => {
      const sealed = sql.getItem.get(name)
      return sealed === undefined ? null : rows.open(`item/${name}`, sealed)
    },
    summaries: () =>
      sql.allSummaries.all().map(([number, sealed, key]) => ({
        number,
        summary: sealers.of(number, key).open(`summary/${number}`, sealed),
      })),
    changedSummaries: (before) => changedSummaries(sql, sealers, before),
    summary: (number) => one(number, `summary/${number}`, sql.getSummary.get(number)),
    caseContent: (number) => one(number, `case/${number}`, sql.getContent.get(number)),
    watches: (after) => allOf(sql.watchesAfter.all(after), watch),
    watch: (number) => one(number, `watch/${number}`, sql.getWatch.get(number)),
    drops: (number) => allOf(sql.dropsOf.all(number), drop).map(({ content }) => content),
    dropsAt: (spot) => allOf(sql.dropsAt.all(rows.mark(spot)), drop),
    isForgotten: (hash) => isForgotten(sql, rows, rows.mark(hash)),
    beside: (name, number) => one(number, nameOfBeside(name, number), sql.getBeside.get(name, number)),
    *allBeside(name) {
      let after = 0
      for (;;) {
        const some = sql.someBeside.all(name, after)
        for (const [number, sealed] of some) {
          after = number
          // Whoever takes their time may come to a case that was forgotten meanwhile.
          if (!sealers.has(number)) continue
          yield { number, content: sealers.of(number).open(nameOfBeside(name, number), sealed) }
        }
        if (some.length === 0) return
      }
    },
    queue: () => allOf(sql.allQueued.all(), queued),
  }
}

const allOf = <Row, Read>(found: readonly Row[], read: (row: Row) => Read | null): Read[] =>
  found.map(read).filter((each) => each !== null)

/**
 * Reads a row; null where another command forgot its case meanwhile, which is no damage. That is asked only where a row
 * does not open, since a start opens those of all cases.
 */
const passingOverForgotten =
  ({ getMark }: Statements) =>
  <Row>(number: number, read: () => Row): Row | null => {
    try {
      return read()
    } catch (error) {
      if (!isCandorError(error, 'file_damaged') || getMark.get(number) !== undefined) throw error
      return null
    }
  }

/** A summary that is filed anew is sealed with another nonce: so the others need not be opened to be known again. */
function changedSummaries(
  sql: Statements,
  sealers: SealersOfCases,
  before: KnownSummaries,
): ChangedSummaries {
  const rows = before.size === 0 ? sql.allSummaries.all() : null
  const nonces = rows ?? sql.allNonces.all()
  const known = new Map(nonces.map(([number, sealed]) => [number, nonceOf(sealed)]))
  const isNew = ([number, sealed]: readonly [number, Bytes, ...unknown[]]) =>
    before.get(number) !== nonceOf(sealed)
  const changed = (rows ?? nonces.filter(isNew).flatMap(([number]) => sql.oneSummary.all(number))).map(
    ([number, sealed, key]) => ({
      number,
      summary: sealers.of(number, key).open(`summary/${number}`, sealed),
    }),
  )
  return { changed, known }
}

const nonceOf = (sealed: Bytes): string =>
  Buffer.from(sealed.buffer, sealed.byteOffset, NONCE).toString('latin1')

/** The flag is sealed: nobody makes a vault pass over a tip by adding a row. */
function isForgotten(sql: Statements, rows: SealedRows, mark: Bytes): boolean {
  const found = sql.getForgotten.get(mark)
  if (found === undefined) return false
  rows.open(nameOfForgotten(found[0], mark), found[1])
  return true
}

const nameOfForgotten = (number: number, mark: Bytes): string => `forgotten/${number}/${toHex(mark)}`

function fileWith(
  sql: Statements,
  rows: SealedRows,
  sealers: SealersOfCases,
  folder: string,
): (filing: Filing) => readonly (number | null)[] {
  const read = reading(sql, rows, sealers)
  const writeItem = (name: string, content: Bytes) =>
    sql.putItem.run(name, rows.seal(`item/${name}`, content))
  const addCases = caseWriter(sql, rows, sealers)
  const write = rowWriter(sql, rows, sealers)
  const forget = forgetter(sql, rows, sealers)
  return (filing) => {
    const { guard, items = [], cases = [], changes = [], drops = [], queue = [], besides = [] } = filing
    if (guard !== undefined) {
      if (!same(read.item(guard.name), guard.before)) throw busy(folder)
      writeItem(guard.name, guard.after)
    }
    for (const { name, content } of items) writeItem(name, content)
    const added = addCases(cases)
    // Of a case that another command has forgotten meanwhile nothing is written any more.
    for (const change of changes) if (sealers.has(change.number)) write.change(change)
    for (const drop of drops) if (sealers.has(drop.number)) write.drop(drop)
    for (const change of queue) {
      if (change.content === null) sql.removeQueued.run(change.place)
      else if (sealers.has(change.number)) write.queued(change)
    }
    for (const change of besides) if (sealers.has(change.number)) write.beside(change)
    for (const number of filing.forget ?? []) forget(number)
    return added
  }
}

function caseWriter(sql: Statements, rows: SealedRows, sealers: SealersOfCases) {
  const add = ({ hash, summary, watch, content, again = false }: NewCase): number | null => {
    // Keyed: the public list must not tell a thief of the vault which tips are in it.
    const mark = rows.mark(hash)
    if (sql.hasMark.get(mark) !== undefined || (isForgotten(sql, rows, mark) && !again)) return null
    const number = (sql.lastNumber.get() ?? 0) + 1
    const sealer = sealers.make(number)
    sql.removeForgotten.run(mark)
    sql.putCase.run(
      number,
      mark,
      sealer.seal(`summary/${number}`, summary),
      sealer.seal(`case/${number}`, content),
    )
    sql.putWatch.run(number, sealer.seal(`watch/${number}`, watch))
    return number
  }
  return (cases: readonly NewCase[]) => cases.map(add)
}

const rowWriter = (sql: Statements, rows: SealedRows, sealers: SealersOfCases) => ({
  change({ number, summary, watch }: CaseChange): void {
    sql.putSummary.run(sealers.of(number).seal(`summary/${number}`, summary), number)
    sql.putWatch.run(number, sealers.of(number).seal(`watch/${number}`, watch))
  },
  drop({ number, spot, content }: NewDrop): void {
    // A drop may belong to several cases: tips of one codename have one conversation's key.
    const mark = rows.mark(u32(number), spot, content)
    sql.putDrop.run(mark, rows.mark(spot), number, sealers.of(number).seal(nameOfDrop(number, mark), content))
  },
  beside({ number, name, content }: BesideChange): void {
    if (content === null) sql.removeBeside.run(name, number)
    else sql.putBeside.run(name, number, sealers.of(number).seal(nameOfBeside(name, number), content))
  },
  queued({ place, number, content }: Extract<QueueChange, { readonly content: Bytes }>): void {
    // The row is sealed for its place, which the database gives.
    const own = place ?? Number(sql.addQueued.run(number, new Uint8Array()).lastInsertRowid)
    sql.putQueued.run(sealers.of(number).seal(`queue/${own}`, content), own)
  },
})

function forgetter(sql: Statements, rows: SealedRows, sealers: SealersOfCases) {
  return (number: number): void => {
    const mark = sql.getMark.get(number)
    if (mark === undefined) return
    for (const removal of sql.removals) removal.run(number)
    sql.putForgotten.run(number, mark, rows.seal(nameOfForgotten(number, mark), new Uint8Array()))
    sealers.drop(number)
  }
}

const same = (a: Bytes | null, b: Bytes | null): boolean => (a === null || b === null ? a === b : equal(a, b))
