import type { Timing } from '../desk/casework/queue.ts'
import { type Cabinet, openCabinet } from '../desk/vault/cabinet.ts'
import { readState } from '../desk/vault/state.ts'
import type { Vault, VaultKey } from '../desk/vault/vault.ts'
import type { Primitives } from '../protocol/primitives/primitives.ts'
import { dayOf } from '../protocol/time.ts'
import { type Background, openBackground } from './background.ts'
import { type Held, openHeld } from './held.ts'
import { type List, openList } from './list.ts'
import type { Marks } from './marks.ts'
import { type Names, openNames } from './names.ts'
import { type News, openNews } from './news.ts'
import { openPreferences, type PreferencesHere } from './preferences.ts'
import { type DeskSettings, secondsOf, type World } from './program.ts'
import { openSearching, type Searching } from './searching.ts'
import type { StartJob } from './sync/job.ts'
import { openSyncing, type Syncing } from './sync/syncing.ts'
import type { Refusal, SyncState, Template } from './wire.ts'

/** Everything that there is while the desk is not locked. Nothing else holds a key, a handle on the database or a word of a case. */
export interface OpenDesk {
  readonly p: Primitives
  readonly cabinet: Cabinet
  readonly list: List
  readonly marks: Marks
  readonly news: News
  readonly syncing: Syncing
  readonly searching: Searching
  /** The reader's id. */
  readonly me: string
  /** With the keys that there are by now. */
  readonly vault: () => Vault
  /** Days since 1970-01-01 UTC. */
  readonly today: () => number
  readonly timing: () => Timing
  readonly names: Names
  readonly preferences: PreferencesHere
  readonly sync: () => SyncState
  readonly alarms: () => Readonly<Record<string, number>>
  /** Takes in what was filed and queued since. */
  readonly refresh: () => void
  /** Forgets a case for good. */
  readonly forget: (number: number) => void
  /** Looks whether something is due, or somebody else has written. */
  readonly tick: () => void
  readonly close: () => Promise<void>
}

export interface OpenDeskOptions {
  readonly settings: DeskSettings
  readonly world: World
  readonly startJob: StartJob
  readonly templates: readonly Template[]
}

/** @throws `usage` where the vault has joined no organisation; `file_damaged` */
export function openDesk(p: Primitives, key: VaultKey, options: OpenDeskOptions): OpenDesk {
  const cabinet = openCabinet(p, key, options.world.random)
  try {
    return deskOver(p, openHeld(p, key, cabinet), key, options)
  } catch (error) {
    cabinet.close()
    throw error
  }
}

function deskOver(p: Primitives, held: Held, key: VaultKey, options: OpenDeskOptions): OpenDesk {
  const { settings, world } = options
  const { cabinet, marks, vault } = held
  const parts = partsOf(p, held, key.recipientId, options)
  const { list, searching, news, refresh } = parts
  const background = openBackground(news)
  const syncing = syncingOf(held, key, parts, background, options)
  let looked = 0
  const look = () => {
    const now = secondsOf(world)
    if (!held.isOld() || (syncing.isBusy() && now < looked + LOOK_SECONDS)) return
    looked = now
    refresh()
  }
  refresh()
  return {
    ...parts,
    p,
    cabinet,
    marks,
    vault,
    syncing,
    me: key.recipientId,
    timing: () => timingOf(settings, world),
    sync: () => stateWith(syncing.state(), background.trouble(), list.queue().waiting),
    alarms: () => readState(cabinet).state.alarms,
    forget(number) {
      cabinet.purge(number)
      held.touch()
      refresh()
    },
    tick() {
      background.try(() => {
        if (!syncing.isBusy()) held.fileMarks()
        look()
        if (!syncing.isBusy()) searching.tick()
      })
      syncing.tick()
    },
    async close() {
      searching.close()
      await syncing.stop()
      cabinet.close()
      news.end()
    },
  }
}

/** Each look goes through all cases, while a first sync files hundreds of them in a second. */
const LOOK_SECONDS = 4

type Parts = Pick<OpenDesk, 'list' | 'news' | 'names' | 'preferences' | 'searching' | 'today' | 'refresh'>

/** What is made of a vault, and how it is made again. */
function partsOf(p: Primitives, held: Held, me: string, { world, templates }: OpenDeskOptions): Parts {
  const { cabinet, marks } = held
  const today = () => dayOf(secondsOf(world))
  const news = openNews()
  const list = openList({ cabinet, news, marks, me, today })
  const names = openNames(p, held, news)
  const searching = openSearching({ p, vault: held.live, cabinet, list, news })
  const refresh = () => {
    const isFiled = held.look()
    if (isFiled) names.refresh()
    const { isOther, gone } = list.refresh(isFiled)
    if (isOther) searching.changed(gone)
  }
  return {
    list,
    news,
    names,
    preferences: openPreferences(cabinet, news, templates),
    searching,
    today,
    refresh,
  }
}

function syncingOf(
  held: Held,
  key: VaultKey,
  { list, news, refresh }: Parts,
  background: Background,
  { settings, world, startJob }: OpenDeskOptions,
): Syncing {
  return openSyncing({
    start: (task, onSeen) => startJob({ ...settings, task, key, now: world.clock() }, onSeen),
    due: () => list.queue().due,
    onChange: () => void news.bump(),
    onEnd: (task) =>
      background.try(() => {
        if (task === 'sync') held.readAgain()
        held.fileMarks()
        refresh()
      }),
    now: () => secondsOf(world),
    random: world.random,
    watchSeconds: settings.watchSeconds,
  })
}

const stateWith = (
  state: Omit<SyncState, 'waiting'>,
  trouble: Refusal | null,
  waiting: number,
): SyncState => ({ ...state, trouble: state.trouble ?? trouble, waiting })

/** What is written can be taken back for a moment, even where it leaves at once. */
const timingOf = ({ jitterSeconds, graceSeconds }: DeskSettings, world: World): Timing => ({
  now: secondsOf(world) + graceSeconds,
  random: world.random,
  jitterSeconds,
})
