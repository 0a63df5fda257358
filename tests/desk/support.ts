import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { type Api, connect } from '../../src/client/api.ts'
import type { Network } from '../../src/client/transport.ts'
import { readRecord, readSummary } from '../../src/desk/case/case.ts'
import { type SyncOptions, sync } from '../../src/desk/sync/sync.ts'
import { type Cabinet, openCabinet } from '../../src/desk/vault/cabinet.ts'
import type { Vault } from '../../src/desk/vault/vault.ts'
import type { Random } from '../../src/protocol/primitives/primitives.ts'
import { receiptTag } from '../../src/protocol/receipt.ts'
import { deriveSourceKeys } from '../../src/protocol/source-keys.ts'
import { sealTip, type TipDraft } from '../../src/protocol/tip.ts'
import { encodeSubmission } from '../../src/protocol/wire.ts'
import { folderForTest, NOON, p, random } from '../intake/support.ts'
import { network } from '../support/network.ts'
import { type TestOrganisation, THIS_EPOCH } from '../support/organisation.ts'

export interface TestDesk {
  readonly vault: Vault
  readonly cabinet: Cabinet
  readonly api: Api
}

/** The desk of one person of an organisation, in a folder of its own. */
export function deskForTest(
  origin: string,
  organisation: TestOrganisation,
  person: number,
  net: Network = network,
  clock: () => number = () => NOON,
): TestDesk {
  const folder = join(folderForTest(), 'vault')
  mkdirSync(folder)
  const { id, identity: signing, seeds, block } = organisation.people[person]!
  const intake = { firstEpoch: block.firstEpoch, seeds }
  const identity = { recipientId: id, signing, intake, former: [], coming: null }
  const vault = { folder, identity, orgId: organisation.trusted.orgId, key: random(32) }
  return { vault, cabinet: cabinetForTest(vault), api: connect(net, new URL(origin), clock) }
}

export function cabinetForTest(vault: Pick<Vault, 'folder' | 'key'>): Cabinet {
  const cabinet = openCabinet(p, vault, random)
  onTestFinished(() => cabinet.close())
  return cabinet
}

export const draftOf = (text: string, exclude: readonly string[] = []): TipDraft => ({
  language: 'kk',
  answers: [{ id: 'what', n: 0, text }],
  desks: ['main'],
  exclude: [...exclude],
  escalate: [],
  files: [],
  checkpoint: '',
})

/** A tip as a source hands it in. */
export function tipFor(
  organisation: TestOrganisation,
  draft: TipDraft,
  entropy: Uint8Array = random(16),
): Uint8Array {
  const source = deriveSourceKeys(p, entropy, organisation.trusted.orgId)
  const to = { trusted: organisation.trusted, epoch: THIS_EPOCH, keys: organisation.keys }
  const envelope = sealTip(p, to, source, draft, random(32))
  return encodeSubmission(receiptTag(p, source, p.sha256(envelope)), envelope)
}

export const previews = ({ cabinet }: Pick<TestDesk, 'cabinet'>): string[] =>
  cabinet.summaries().map(({ summary }) => readSummary(summary).preview)

export const recordAt = ({ cabinet }: TestDesk, number: number) => readRecord(cabinet.caseContent(number)!)

/** Chance that always chooses the latest moment. */
export const late: Random = (length) => (length === 4 ? new Uint8Array(4).fill(0xff) : random(length))

/** A sync at noon; what the desk adds of itself leaves half an hour later. */
export const syncDesk = ({ api, vault, cabinet }: TestDesk, options: Partial<SyncOptions> = {}) =>
  sync(p, api, vault, cabinet, { now: NOON, random: late, ...options })
