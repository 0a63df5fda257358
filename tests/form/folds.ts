import { connect } from '../../src/client/api.ts'
import { readWatch } from '../../src/desk/case/watch.ts'
import { openCasework } from '../../src/desk/casework/casework.ts'
import { openCabinet } from '../../src/desk/vault/cabinet.ts'
import { parseCodename } from '../../src/protocol/codename.ts'
import type { Primitives } from '../../src/protocol/primitives/primitives.ts'
import { visit } from '../../src/source/visit.ts'
import { random } from '../cli/inside.ts'
import { sodium } from '../support/implementations.ts'
import { network } from '../support/network.ts'
import type { Bureau, Investigator } from './bureau.ts'
import type { Source } from './sources.ts'
import type { Case } from './story.ts'

/** Everything that a vault knows of a case; null when it is not in it. */
export function foldIn({ vault }: Investigator, { name }: Case) {
  const cabinet = openCabinet(sodium, vault, random)
  try {
    for (const { number } of cabinet.summaries()) {
      const { record, conversation, file, clocks, waiting } = openCasework(sodium, vault, cabinet, number)
      if (record.name !== name) continue
      const { keys } = readWatch(cabinet.watch(number) ?? new Uint8Array())
      const drops = cabinet.drops(number).length
      return { envelope: record.envelope, conversation, file, clocks, waiting, keys, drops }
    }
    return null
  } finally {
    cabinet.close()
  }
}

/** @throws when it is not in it */
export const foldOf = (who: Investigator, about: Case) => {
  const fold = foldIn(who, about)
  if (fold?.conversation === undefined || fold.conversation === null) throw new Error('there is no such case')
  return { ...fold, conversation: fold.conversation }
}

/** The conversation as the source’s own software reads it. */
export async function foldOfSource({ trusted, now }: Bureau, { twelve, about, way }: Source, p: Primitives) {
  const api = connect(network, new URL(way.origin), now)
  const entropy = parseCodename(twelve.join(' '))
  const { tips } = await visit(p, api, { trail: [trusted], entropy, weeks: 4 })
  const [tip] = tips
  if (tip === undefined || tips.length !== 1) throw new Error(`${tips.length} tips of ${about.key}`)
  return tip.conversation
}
