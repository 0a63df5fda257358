// Every figure is a ratio of two things measured side by side in this run: machines differ, and are noisy.
import { benchDesk } from './desk.ts'
import { benchDrops } from './drops.ts'
import { benchGoing } from './going.ts'
import { benchGrowth } from './growth.ts'
import { benchSealing } from './sealing.ts'
import { benchSearch } from './search.ts'
import { benchSubmissions } from './submissions.ts'
import { benchSync } from './sync.ts'
import { benchThreads } from './threads.ts'
import { benchVisits } from './visits.ts'

const benches = {
  submissions: benchSubmissions,
  sealing: benchSealing,
  sync: benchSync,
  growth: benchGrowth,
  visits: benchVisits,
  threads: benchThreads,
  drops: benchDrops,
  going: benchGoing,
  search: benchSearch,
  desk: benchDesk,
} as const

const wanted = process.argv.slice(2)
for (const [name, bench] of Object.entries(benches)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue
  console.log(`\n${name}`)
  await bench()
}
