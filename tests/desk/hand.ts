import { encodeRow, summarise } from '../../src/desk/case/case.ts'
import { heldOf, isSound, loadCase, openCasebook, sourcesOf } from '../../src/desk/case/casebook.ts'
import { readThreads, writingKey } from '../../src/desk/case/threads.ts'
import { encodeWatch, firstWatch } from '../../src/desk/case/watch.ts'
import { authorizer } from '../../src/desk/vault/authorize.ts'
import { type Bytes, fromBase64, fromHex } from '../../src/protocol/bytes.ts'
import type { Event, ThreadKind } from '../../src/protocol/thread/events.ts'
import { type BoxedKey, sealBox } from '../../src/protocol/thread/grant-box.ts'
import { keyName, laneOf, NO_SHARD } from '../../src/protocol/thread/lane.ts'
import {
  type KeyPurpose,
  type RekeyedThread,
  type SharedKey,
  shareKey,
} from '../../src/protocol/thread/shared-key.ts'
import { sealToSource } from '../../src/protocol/thread/source-slot.ts'
import { freePlace, newMessageId, writeMessage } from '../../src/protocol/thread/write.ts'
import { dayOf, epochOfDay } from '../../src/protocol/time.ts'
import { p, random } from '../intake/support.ts'
import { type TestOrganisation, THIS_EPOCH } from '../support/organisation.ts'
import type { Stage, StagedDesk } from './stage.ts'

/** What somebody can write with their own hands who holds a vault, whatever their program would do. */
export interface Hand {
  readonly put: (kind: ThreadKind, event: Event, key?: Bytes) => Promise<string>
  readonly share: (use: KeyPurpose['use'], readers: readonly string[]) => { sealed: string; key: Bytes }
  /** Makes a next key for those who stay, and sealed to those it says or to others. */
  readonly next: (
    thread: RekeyedThread,
    stays: readonly string[],
    readers?: readonly string[],
  ) => Promise<Bytes>
  readonly rekey: (
    thread: RekeyedThread,
    stays: readonly string[],
    key: Bytes,
    odd?: OddTurn,
  ) => Promise<string>
  readonly grant: (to: string, boxed?: readonly BoxedKey[]) => Promise<string>
  readonly threads: () => ReturnType<typeof readThreads>
  /** Every case and next key that this desk holds. */
  readonly keys: () => BoxedKey[]
}

interface OddTurn {
  readonly type?: 'rekey' | 'follow'
  /** What the source is given in place of the key that is named. */
  readonly toSource?: Bytes
}

export function handOf(stage: Stage, desk: StagedDesk, under: TestOrganisation = stage.organisation): Hand {
  const { vault, cabinet, api } = desk
  const me = vault.identity.recipientId
  const now = () => dayOf(stage.server.time.now)
  const load = () => {
    const casebook = openCasebook(p, vault, cabinet)
    const stored = loadCase(p, casebook, 1)
    if (!isSound(stored)) throw new Error('void')
    return { casebook, stored }
  }
  const threads = () => {
    const { casebook, stored } = load()
    return readThreads(p, sourcesOf(casebook, stored, heldOf(casebook, 1)))
  }

  async function put(kind: ThreadKind, event: Event, other?: Bytes): Promise<string> {
    const { thread, view, drops, ...read } = threads()[kind]
    const key = other ?? (writingKey({ thread, view, drops, ...read }) as SharedKey).key
    const lane = laneOf(p, key, me)
    const week = epochOfDay(now())
    const at = { week, place: freePlace(drops, view, lane, week), shard: NO_SHARD, day: now() }
    const message = { id: newMessageId(random), event }
    const own = writeMessage(
      p,
      thread,
      view,
      { lane, signing: vault.identity.signing, ...at },
      message,
      random,
    )
    for (const { locator, cell } of own) {
      if (kind === 'conversation') await api.putDrop(locator, cell)
      else await api.putTeamDrop(locator, cell, authorizer(p, vault, under.trusted.keyring))
    }
    await desk.sync()
    return message.id
  }

  const envelope = () => fromHex(load().stored.record.envelope)
  function share(use: KeyPurpose['use'], readers: readonly string[]) {
    const epoch = epochOfDay(now())
    const keys = under.people.map(({ block }) => block.keys[Math.min(epoch - THIS_EPOCH, 1)]!)
    return shareKey(
      p,
      { trusted: under.trusted, epoch, keys },
      { envelope: envelope(), use },
      readers,
      random(32),
    )
  }

  return {
    put,
    share,
    threads,
    async next(thread, stays, readers = stays) {
      const { sealed, key } = share({ kind: 'next-key', thread }, readers)
      await put('keys', { type: 'next-key', thread, stays: stays.toSorted(), sealed })
      return key
    },
    rekey(thread, stays, key, { type = 'rekey', toSource = key } = {}) {
      const fields = { stays: stays.toSorted(), next: keyName(p, key) }
      if (thread === 'team') return put('team', { type: 'rekey', ...fields })
      const { stored } = load()
      const from = keyName(p, (writingKey(threads().conversation) as SharedKey).key)
      const place = { orgId: under.trusted.orgId, envelope: envelope(), from }
      const sealed = sealToSource(p, place, toSource, fromBase64(stored.tip.seal))
      return put('conversation', { type, ...fields, sealed })
    },
    async grant(to, boxed = []) {
      const { sealed, key } = share({ kind: 'grant' }, [to])
      return put('keys', { type: 'grant', to, sealed, box: sealBox(p, key, envelope(), boxed) })
    },
    keys: () =>
      Object.entries(load().stored.watch.opened).flatMap(([hash, kept]) =>
        typeof kept === 'string' ? [] : [{ hash, key: fromBase64(kept.key) }],
      ),
  }
}

/** Gives somebody the tip, as a parcel would. */
export function handTip(from: StagedDesk, to: StagedDesk): void {
  const { record, keyring } = from.open()
  const watch = firstWatch(p, record, keyring, to.vault.identity.recipientId)
  to.cabinet.file({
    cases: [
      {
        hash: fromHex(record.envelope),
        summary: encodeRow(summarise(record, { hidden: false, progress: null })),
        watch: encodeWatch({ ...watch, circle: 'desks' }),
        content: encodeRow(record),
      },
    ],
  })
}
