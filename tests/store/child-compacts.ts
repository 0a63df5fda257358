// Stores days of tips and drops and compacts each when it is over, for ever; says what it has acknowledged.
import { writeSync } from 'node:fs'
import { hex } from '@scure/base'
import { openSqliteStore } from '../../src/store/sqlite.ts'
import { dropsOf, random, tip } from './rows.ts'

const store = openSqliteStore({ folder: process.argv[2] as string })
for (let day = Number(process.argv[3]); ; day++) {
  for (let batch = 0; batch < 6; batch++) {
    const tips = Array.from({ length: 8 }, () => tip(random(18 * 1024), random(32), day))
    const drops = dropsOf(8, day % 2 === 0 ? 'team' : 'conversation')
    store.addTips(tips)
    store.addDrops(drops, day)
    store.closeBatch()
    const names = [...tips.map(({ hash }) => hash), ...drops.map(({ locator }) => locator)]
    writeSync(1, `kept ${names.map((name) => hex.encode(name)).join(' ')}\n`)
  }
  writeSync(1, `compacting ${day + 1}\n`)
  store.compact(day + 1)
}
