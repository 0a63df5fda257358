import { load } from './load.ts'
import { benchOrganisation, sampleEnvelope } from './organisation.ts'
import { type BenchServer, startServer } from './server.ts'
import { median, report } from './table.ts'

const FEW = 1000
const MANY = 100_000
const REMEMBERED = 10_000
const CONNECTIONS = 8
const FILLING = 32
const ROUNDS = 9
const MEASURED = 500

/** Memory and latency while the number of stored tips grows: two servers side by side, asked in turn. */
export async function benchGrowth(): Promise<void> {
  const envelope = await sampleEnvelope(await benchOrganisation())
  const [small, large] = [await startServer('store'), await startServer('store')]
  const submit = ({ port }: BenchServer, connections: number, requests: number) =>
    load(envelope, { port, connections, requests })
  const atRest = await large.ask('memory')
  await submit(small, FILLING, FEW)
  await submit(large, FILLING, REMEMBERED)
  const after = await large.ask('memory')
  await submit(large, FILLING, MANY - REMEMBERED)
  const [few, many]: [number[], number[]] = [[], []]
  for (let round = 0; round < ROUNDS; round++) {
    few.push((await submit(small, CONNECTIONS, MEASURED)).median)
    many.push((await submit(large, CONNECTIONS, MEASURED)).median)
  }
  await Promise.all([small.stop(), large.stop()])
  const [f, m] = [median(few), median(many)]
  report('memory after 10,000 tips ÷ at rest', after / atRest, {}, `${mib(after)} beside ${mib(atRest)}`)
  report(
    'median latency at 100,000 stored tips ÷ at 1,000',
    m / f,
    { most: 1.5 },
    `${m.toFixed(1)} ms beside ${f.toFixed(1)} ms at ${CONNECTIONS} connections`,
  )
}

const mib = (bytes: number): string => `${Math.round(bytes / 1024 / 1024)} MiB`
