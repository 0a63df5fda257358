import { type Bytes, demand, join, Reader, same, u32 } from './bytes.ts'
import { receiptTag } from './receipt.ts'

export type Page<Row> = { next: number; more: boolean; rows: Row[] }
export type TipRow = { batch: number; tag: Bytes; envelope: Bytes }
export type EntryRow = { batch: number; day: number; tag: Bytes; hash: Bytes }

/** 10.4 */
const readPage = <Row extends { batch: number }>(
  bytes: Bytes,
  readRow: (reader: Reader) => Row,
): Page<Row> => {
  const reader = new Reader(bytes)
  const next = reader.number(4)
  const more = reader.number(1)
  demand(more <= 1, 'neither more nor no more')
  const count = reader.number(4)
  const rows: Row[] = []
  while (rows.length < count) rows.push(readRow(reader))
  reader.end()
  demand(
    rows.every(({ batch }, i) => batch <= next && batch >= (rows[i - 1]?.batch ?? 0)),
    'rows out of order',
  )
  return { next, more: more === 1, rows }
}

const writePage = ({ next, more, rows }: Page<Bytes>): Bytes =>
  join(u32(next), Uint8Array.of(more ? 1 : 0), u32(rows.length), ...rows)

export const readTipPage = (bytes: Bytes): Page<TipRow> =>
  readPage(bytes, (reader) => ({
    batch: reader.number(4),
    tag: reader.take(32),
    envelope: reader.take(reader.number(4)),
  }))

export const readEntryPage = (bytes: Bytes): Page<EntryRow> =>
  readPage(bytes, (reader) => ({
    batch: reader.number(4),
    day: reader.number(4),
    tag: reader.take(32),
    hash: reader.take(32),
  }))

const tipRow = ({ batch, tag, envelope }: TipRow): Bytes =>
  join(u32(batch), tag, u32(envelope.length), envelope)

const entryRow = ({ batch, day, tag, hash }: EntryRow): Bytes => join(u32(batch), u32(day), tag, hash)

export const writeTipPage = (page: Page<TipRow>): Bytes => writePage({ ...page, rows: page.rows.map(tipRow) })

export const writeEntryPage = (page: Page<EntryRow>): Bytes =>
  writePage({ ...page, rows: page.rows.map(entryRow) })

/** 8.1: whoever has the codename finds their own entries */
export const ownEntries = (receiptKey: Bytes, { rows }: Page<EntryRow>): EntryRow[] =>
  rows.filter(({ tag, hash }) => same(tag, receiptTag(receiptKey, hash)))
