// A server for measuring: the real one, or the same without a store. Prints its port.
import { openIntake } from '../../src/intake/intake.ts'
import { buildApp } from '../../src/server/app.ts'
import { openLog } from '../../src/server/log.ts'
import { loadNativeNotary } from '../../src/server/native.ts'
import { openSqliteStore } from '../../src/store/sqlite.ts'
import type { Store } from '../../src/store/store.ts'
import { benchClock, benchOrganisation, keysOf } from './organisation.ts'

const [mode = 'store', folder = '', people] = process.argv.slice(2)
const organisation = await benchOrganisation(people === undefined ? undefined : Number(people))
const notary = await loadNativeNotary()
const real = openSqliteStore({ folder })
const store: Store = mode === 'store' ? real : forgetful(real)
const intake = openIntake({
  store,
  notary,
  clock: benchClock,
  organisation: organisation.trusted.orgId,
  logSeed: organisation.logKey,
  batchSeconds: 3600,
  onFault: (error) => console.error(error),
})
intake.keyrings.publish(organisation.statement)
for (const [id, block] of keysOf(organisation)) intake.epochs.deliver(id, block)

const log = openLog({ level: 'silent', clock: benchClock, destination: process.stderr })
const config = { trustProxy: false, tipsPerMinute: 1_000_000_000, requestsPerMinute: 1_000_000_000 } as const
const app = await buildApp({ intake, log, clock: benchClock, config })
// A desk sets its clock by this.
const date = new Date(benchClock() * 1000).toUTCString()
app.server.prependListener('request', (_request, response) => void response.setHeader('date', date))
const origin = await app.listen({ port: 0, host: '127.0.0.1' })
process.stdout.write(`${origin}\n`)

process.on('message', (message) => {
  if (message === 'memory') {
    globalThis.gc?.()
    process.send?.(process.memoryUsage().rss)
  }
  if (message === 'cpu') {
    const { user, system } = process.cpuUsage()
    process.send?.((user + system) / 1000)
  }
  if (message === 'close-batch') process.send?.(store.closeBatch())
})
process.on('disconnect', () => process.exit())

/** Takes every tip and keeps none. */
function forgetful(store: Store): Store {
  return {
    ...store,
    addTips: (tips) => tips.map(({ day }) => ({ status: 'stored', day })),
    openBatch: () => ({ number: 1, tips: 0, bytes: 0 }),
  }
}
