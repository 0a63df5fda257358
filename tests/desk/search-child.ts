// Makes the rows of all cases again and again, and searches, until it is killed.
import { writeSync } from 'node:fs'
import { loadPrimitives } from '../../src/desk/primitives.ts'
import { openSearch } from '../../src/desk/search/search.ts'
import { openCabinet } from '../../src/desk/vault/cabinet.ts'
import { fromHex } from '../../src/protocol/bytes.ts'
import { askingOrganisation } from '../support/cases.ts'
import { deterministic } from '../support/organisation.ts'

const [, , folder = '', key = '', query = ''] = process.argv
const p = await loadPrimitives()
const { trusted, people } = askingOrganisation(p, 1)
const person = people[0]!
const identity = {
  recipientId: person.id,
  signing: person.identity,
  intake: { firstEpoch: person.block.firstEpoch, seeds: person.seeds },
  former: [],
  coming: null,
}
const vault = { folder, identity, orgId: trusted.orgId, key: fromHex(key) }
const cabinet = openCabinet(p, vault, deterministic('child'))
const numbers = cabinet.summaries().map(({ number }) => number)
for (;;) {
  const search = openSearch(p, vault, cabinet)
  await search.freshen(numbers)
  writeSync(1, `${search.search(query, 50).total}\n`)
  search.close()
}
