import { authorizer } from '../../src/desk/vault/authorize.ts'
import { fromBase64, fromHex } from '../../src/protocol/bytes.ts'
import { keysThreadKey, laneOf, NO_SHARD } from '../../src/protocol/thread/lane.ts'
import { shareKey } from '../../src/protocol/thread/shared-key.ts'
import { newMessageId, writeMessage } from '../../src/protocol/thread/write.ts'
import { organisationOf, p, random } from '../intake/support.ts'
import { type TestOrganisation, THIS_EPOCH, TODAY } from '../support/organisation.ts'
import type { StagedDesk } from './stage.ts'

const organisation = organisationOf(3)
const [first] = organisation.people

interface Odd {
  readonly under?: TestOrganisation
  readonly epoch?: number
  /** Where the message lies. */
  readonly week?: number
}

/** A case key of the first person that may leave somebody out, though it says that it is for the circle. */
export async function cheat(desk: StagedDesk, readers: readonly string[], odd: Odd = {}) {
  const { under = organisation, epoch = THIS_EPOCH, week = THIS_EPOCH } = odd
  const { record } = desk.open()
  if (record.opened.status !== 'sound') throw new Error('void')
  const envelope = fromHex(record.envelope)
  const { orgId } = organisation.trusted
  const keys = under.people.map(({ block }) => block.keys[epoch - THIS_EPOCH]!)
  const to = { trusted: under.trusted, epoch, keys }
  const purpose = { envelope, use: { kind: 'case-key', circle: 'desks' } } as const
  const { sealed } = shareKey(p, to, purpose, readers, random(32))
  const lane = laneOf(p, keysThreadKey(p, fromBase64(record.opened.tip.thread)), first!.id)
  const day = TODAY + 7 * (week - THIS_EPOCH)
  const place = { lane, signing: first!.identity, week, place: 0, shard: NO_SHARD, day }
  const thread = { orgId, envelope, kind: 'keys', verifyingKeys: () => [] } as const
  const message = { id: newMessageId(random), event: { type: 'case-key', circle: 'desks', sealed } } as const
  const drops = writeMessage(p, thread, { heads: [], week: 0, lamport: 0 }, place, message, random)
  for (const { locator, cell } of drops) {
    await desk.api.putTeamDrop(locator, cell, authorizer(p, desk.vault, organisation.keyring))
  }
}
