import { load } from './load.ts'
import { benchOrganisation, sampleEnvelope } from './organisation.ts'
import { startServer } from './server.ts'
import { report } from './table.ts'

const CONNECTIONS = 8
const FILLING = 32
const MEASURED = 2000

/** Memory and latency while the number of stored tips grows. */
export async function benchGrowth(): Promise<void> {
  const envelope = await sampleEnvelope(await benchOrganisation())
  const server = await startServer('store')
  const { port } = server
  const fill = (requests: number) => load(envelope, { port, connections: FILLING, requests })
  const measure = async () =>
    (await load(envelope, { port, connections: CONNECTIONS, requests: MEASURED })).median
  const atRest = await server.ask('memory')
  await fill(1000)
  const few = await measure()
  await fill(7000)
  const after = await server.ask('memory')
  await fill(90_000)
  const many = await measure()
  await server.stop()
  report('memory after 10,000 tips ÷ at rest', after / atRest, {}, `${mib(after)} beside ${mib(atRest)}`)
  report(
    'median latency at 100,000 stored tips ÷ at 1,000',
    many / few,
    { most: 1.5 },
    `${many.toFixed(1)} ms beside ${few.toFixed(1)} ms at ${CONNECTIONS} connections`,
  )
}

const mib = (bytes: number): string => `${Math.round(bytes / 1024 / 1024)} MiB`
