// Backs up or restores a data folder for ever, each time into a folder of another name, until it is killed.
import { writeSync } from 'node:fs'
import { join } from 'node:path'
import { backUp } from '../../src/server/backup.ts'
import { loadNativeNotary } from '../../src/server/native.ts'
import { restore } from '../../src/server/restore.ts'
import { TODAY } from '../support/organisation.ts'

const [folder = '', act] = process.argv.slice(2)
const notary = await loadNativeNotary()
const data = join(folder, 'data')
for (let round = 1; ; round++) {
  writeSync(1, `begins ${round}\n`)
  const to = join(folder, `made-${round}`)
  if (act === 'restore') await restore({ from: join(folder, 'backup'), data: to, notary })
  else await backUp({ data, to, notary, today: TODAY })
  writeSync(1, `made ${round}\n`)
}
