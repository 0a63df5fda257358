import type Database from 'better-sqlite3'
import type { Bytes } from '../../protocol/bytes.ts'
import { NONCE } from '../../protocol/primitives/primitives.ts'

export type Statements = ReturnType<typeof statements>

/** Everything that is asked of the database of a vault. */
export const statements = (database: Database.Database) => ({
  ...summaryStatements(database),
  ...besideStatements(database),
  getItem: database.prepare<[string], Bytes>('SELECT sealed FROM items WHERE name = ?').pluck(),
  putItem: database.prepare<[string, Bytes]>(
    'INSERT INTO items VALUES (?, ?) ON CONFLICT DO UPDATE SET sealed = excluded.sealed',
  ),
  getKey: database.prepare<[number], Bytes>('SELECT sealed FROM keys WHERE number = ?').pluck(),
  putKey: database.prepare<[number, Bytes]>('INSERT INTO keys VALUES (?, ?)'),
  putSummary: database.prepare<[Bytes, number]>('UPDATE cases SET summary = ? WHERE number = ?'),
  getContent: database.prepare<[number], Bytes>('SELECT content FROM cases WHERE number = ?').pluck(),
  // Numbers are never given again: what was written about a forgotten case must not count for another.
  lastNumber: database
    .prepare<[], number>(
      'SELECT max((SELECT ifnull(max(number), 0) FROM cases), (SELECT ifnull(max(number), 0) FROM forgotten))',
    )
    .pluck(),
  getMark: database.prepare<[number], Bytes>('SELECT mark FROM cases WHERE number = ?').pluck(),
  hasMark: database.prepare<[Bytes], number>('SELECT 1 FROM cases WHERE mark = ?').pluck(),
  getForgotten: database
    .prepare<[Bytes], [number, Bytes]>('SELECT number, sealed FROM forgotten WHERE mark = ?')
    .raw(),
  putForgotten: database.prepare<[number, Bytes, Bytes]>('INSERT INTO forgotten VALUES (?, ?, ?)'),
  removeForgotten: database.prepare<[Bytes]>('DELETE FROM forgotten WHERE mark = ?'),
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
  allQueued: database
    .prepare<[], [number, number, Bytes]>('SELECT place, number, sealed FROM queue ORDER BY place')
    .raw(),
  addQueued: database.prepare<[number, Bytes]>('INSERT INTO queue (number, sealed) VALUES (?, ?)'),
  putQueued: database.prepare<[Bytes, number]>('UPDATE queue SET sealed = ? WHERE place = ?'),
  removeQueued: database.prepare<[number]>('DELETE FROM queue WHERE place = ?'),
  removals: ['keys', 'cases', 'watches', 'drops', 'queue', 'besides'].map((table) =>
    database.prepare<[number]>(`DELETE FROM ${table} WHERE number = ?`),
  ),
})

const summaryStatements = (database: Database.Database) => ({
  allSummaries: database
    .prepare<[], [number, Bytes, Bytes | null]>(
      'SELECT number, summary, sealed FROM cases LEFT JOIN keys USING (number) ORDER BY number',
    )
    .raw(),
  allNonces: database
    .prepare<[], [number, Bytes]>(`SELECT number, substr(summary, 1, ${NONCE}) FROM cases ORDER BY number`)
    .raw(),
  oneSummary: database
    .prepare<[number], [number, Bytes, Bytes | null]>(
      'SELECT number, summary, sealed FROM cases LEFT JOIN keys USING (number) WHERE number = ?',
    )
    .raw(),
  getSummary: database.prepare<[number], Bytes>('SELECT summary FROM cases WHERE number = ?').pluck(),
})

const besideStatements = (database: Database.Database) => ({
  getBeside: database
    .prepare<[string, number], Bytes>('SELECT sealed FROM besides WHERE name = ? AND number = ?')
    .pluck(),
  someBeside: database
    .prepare<[string, number], [number, Bytes]>(
      'SELECT number, sealed FROM besides WHERE name = ? AND number > ? ORDER BY number LIMIT 32',
    )
    .raw(),
  putBeside: database.prepare<[string, number, Bytes]>(
    'INSERT INTO besides VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET sealed = excluded.sealed',
  ),
  removeBeside: database.prepare<[string, number]>('DELETE FROM besides WHERE name = ? AND number = ?'),
})
