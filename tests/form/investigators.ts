import { connect } from '../../src/client/api.ts'
import { prepareSealing } from '../../src/client/directory.ts'
import { fromBase64, toHex } from '../../src/protocol/bytes.ts'
import { parseCodename } from '../../src/protocol/codename.ts'
import type { Drop } from '../../src/protocol/drop.ts'
import { identitiesOf, recipientsEver } from '../../src/protocol/keyring/trail.ts'
import type { Author } from '../../src/protocol/thread/author.ts'
import type { FoundDrop } from '../../src/protocol/thread/cell.ts'
import { type Conversation, foldConversation } from '../../src/protocol/thread/conversation.ts'
import type { ReplyEvent } from '../../src/protocol/thread/events.ts'
import { findDrops } from '../../src/protocol/thread/find.ts'
import { laneOf, NO_SHARD } from '../../src/protocol/thread/lane.ts'
import type { Thread } from '../../src/protocol/thread/message.ts'
import { readThread } from '../../src/protocol/thread/read.ts'
import { freePlace, newMessageId, writeMessage } from '../../src/protocol/thread/write.ts'
import { dayOf } from '../../src/protocol/time.ts'
import { draftFrom } from '../../src/source/draft.ts'
import { deliver, sealForSending } from '../../src/source/submit.ts'
import { sodium } from '../support/implementations.ts'
import type { Site, StoredTip } from './site.ts'

const random = (length: number) => crypto.getRandomValues(new Uint8Array(length))

const clockOf = (site: Site) => () => Math.floor(Date.now() / 1000) + site.daysAhead * 86_400

const apiOf = (site: Site) =>
  connect(
    { fetch: (input, init) => fetch(input, init), wait: async () => undefined },
    new URL(site.origin),
    clockOf(site),
  )

/** The conversation about a tip, as the people of the organisation hold it. */
async function openConversation(site: Site, { tip, hash }: StoredTip, more: readonly Drop[] = []) {
  const trail = [site.organisation.trusted]
  const api = apiOf(site)
  const source = [fromBase64(tip.verify)]
  const thread: Thread = {
    orgId: site.organisation.trusted.orgId,
    envelope: hash,
    kind: 'conversation',
    verifyingKeys: (author, week) => (author === 'source' ? source : identitiesOf(trail, author, week)),
  }
  const { current, weeks } = await api.weeks()
  const shards = await Promise.all(weeks.map(({ week, bits }) => api.shard(week, bits, 0)))
  const lane = (author: Author) => laneOf(sodium, fromBase64(tip.thread), author)
  const lanes = ['source', ...recipientsEver(trail)].map(lane)
  const looked = weeks.map(({ week }) => week)
  const drops = findDrops(sodium, [...shards.flat(), ...more], lanes, looked)
  const view = readThread(sodium, thread, drops, { from: looked[0] as number })
  return { api, thread, current, lane, drops, view }
}

/** What was said about a tip, read with the keys that are in it. */
export async function readConversation(site: Site, stored: StoredTip): Promise<Conversation> {
  const { view } = await openConversation(site, stored)
  return foldConversation(view, { envelope: toHex(stored.hash), arrived: 0 })
}

/** Says something as one of the people, by place in the keyring. */
export async function reply(site: Site, stored: StoredTip, who: number, event: ReplyEvent): Promise<void> {
  await putDrops(site, await sealReply(site, stored, who, event))
}

export async function putDrops(site: Site, drops: readonly Drop[]): Promise<void> {
  for (const { locator, cell } of drops) await apiOf(site).putDrop(locator, cell)
}

interface Differently {
  /** Drops that its writer had seen, and the server does not have. */
  readonly seen?: readonly FoundDrop[]
  /** Another’s seed, in a forgery. */
  readonly signing?: Uint8Array
}

/** The drops of such a message, not handed in. */
export async function sealReply(
  site: Site,
  stored: StoredTip,
  who: number,
  event: ReplyEvent,
  { seen = [], signing }: Differently = {},
): Promise<FoundDrop[]> {
  const { thread, current, lane: laneFor, drops, view } = await openConversation(site, stored, seen)
  const { identity } = site.organisation.people[who] as Site['organisation']['people'][number]
  const lane = laneFor(identity.recipientId)
  const day = dayOf(clockOf(site)())
  const place = freePlace(drops, view, lane, current)
  const desk = { lane, signing: signing ?? identity.signing, week: current, place, shard: NO_SHARD, day }
  return writeMessage(sodium, thread, view, desk, { id: newMessageId(random), event }, random)
}

/** Sends a second tip with the same words, as a program for sources may. */
export async function sendAgain(site: Site, twelve: readonly string[]): Promise<void> {
  const api = apiOf(site)
  const { trusted } = site.organisation
  const to = await prepareSealing(sodium, api, trusted, clockOf(site)())
  const words = twelve.join(' ')
  const codename = { entropy: parseCodename(words), words, numbers: '' }
  const draft = draftFrom(trusted.keyring, {
    desks: ['main'],
    exclude: [],
    escalate: [],
    answers: { what: 'more' },
  })
  await deliver(sodium, api, to, sealForSending(sodium, to, codename, draft, random))
}

/** That somebody has read a tip. */
export const acknowledgement = ({ hash }: StoredTip, desk = 'main'): ReplyEvent => ({
  type: 'acknowledge',
  envelope: toHex(hash),
  tip: `${'A'.repeat(43)}=`,
  desk,
})
