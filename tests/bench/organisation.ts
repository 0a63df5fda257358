import { encodeIntakeBlock } from '../../src/protocol/epoch.ts'
import { loadSodium } from '../../src/protocol/primitives/sodium.ts'
import { deriveSourceKeys } from '../../src/protocol/source-keys.ts'
import { sealTip } from '../../src/protocol/tip.ts'
import {
  deterministic,
  makeOrganisation,
  type TestOrganisation,
  THIS_EPOCH,
  TODAY,
} from '../support/organisation.ts'

const RECIPIENTS = 2

/** The middle of the day on which the tests take place, in seconds. */
export const benchClock = () => TODAY * 86_400 + 43_200

export const benchOrganisation = async (people = RECIPIENTS): Promise<TestOrganisation> =>
  makeOrganisation(await loadSodium(), { people, seed: 'bench' })

export const keysOf = ({ people }: TestOrganisation) =>
  people.map(({ id, block }) => [id, encodeIntakeBlock(block)] as const)

export const contextOf = ({ trusted, keys }: TestOrganisation) => ({ trusted, epoch: THIS_EPOCH, keys })

export const draft = (text: string) => ({
  language: 'ru',
  answers: [{ id: 'what', n: 0, text }],
  desks: ['main'],
  exclude: [],
  escalate: [],
  files: [],
  checkpoint: '',
})

/** One real envelope of the smallest size. */
export async function sampleEnvelope(organisation: TestOrganisation): Promise<Uint8Array> {
  const p = await loadSodium()
  const source = deriveSourceKeys(p, deterministic('source')(16), organisation.trusted.orgId)
  return sealTip(
    p,
    contextOf(organisation),
    source,
    draft('Начальник отдаёт договоры брату.'),
    deterministic('seed')(32),
  )
}
