// Stores groups of tips for ever, and says which of them were acknowledged.
import { writeSync } from 'node:fs'
import { hex } from '@scure/base'
import { openSqliteStore } from '../../src/store/sqlite.ts'
import { tipsOf } from './rows.ts'

const store = openSqliteStore({ folder: process.argv[2] as string })
for (let round = 1; ; round++) {
  const group = tipsOf(1 + (round % 8))
  store.addTips(group)
  const batch = round % 5 === 0 ? store.closeBatch() : store.openBatch().number - 1
  writeSync(1, `${batch} ${group.map((tip) => hex.encode(tip.hash)).join(' ')}\n`)
}
