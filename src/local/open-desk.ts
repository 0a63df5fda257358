import type { Timing } from '../desk/casework/queue.ts'
import { type Cabinet, openCabinet } from '../desk/vault/cabinet.ts'
import { readState } from '../desk/vault/state.ts'
import { type Vault, type VaultKey, vaultIn } from '../desk/vault/vault.ts'
import type { Primitives } from '../protocol/primitives/primitives.ts'
import { dayOf } from '../protocol/time.ts'
import { type List, openList } from './list.ts'
import { type Marks, openMarks } from './marks.ts'
import { type Names, openNames } from './names.ts'
import { type News, openNews } from './news.ts'
import { openPreferences, type PreferencesHere } from './preferences.ts'
import { type DeskSettings, secondsOf, type World } from './program.ts'
import { openSearching, type Searching } from './searching.ts'
import type { StartJob, Task } from './sync/job.ts'
import { openSyncing, type Syncing } from './sync/syncing.ts'
import type { SyncState, Template } from './wire.ts'

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
    return deskOver(p, key, cabinet, options)
  } catch (error) {
    cabinet.close()
    throw error
  }
}

function deskOver(p: Primitives, key: VaultKey, cabinet: Cabinet, options: OpenDeskOptions): OpenDesk {
  const { settings, world, templates } = options
  const now = () => secondsOf(world)
  const today = () => dayOf(now())
  const news = openNews()
  const held = openHeld(p, key, cabinet)
  const list = openList({ cabinet, news, marks: held.marks, me: key.recipientId, today })
  const names = openNames(p, held, news)
  const searching = openSearching({ p, vault: held.live, cabinet, list, news })
  const preferences = openPreferences(cabinet, news, templates)
  const refresh = () => {
    const isFiled = held.look()
    if (isFiled) names.refresh()
    if (list.refresh(isFiled)) searching.changed()
  }
  const syncing = openSyncing({
    start: (task, onSeen) => options.startJob({ ...settings, task, key, now: world.clock() }, onSeen),
    due: () => list.queue().due,
    onChange: () => void news.bump(),
    onEnd: (task) => {
      held.settle(task)
      refresh()
    },
    now,
    random: world.random,
    watchSeconds: settings.watchSeconds,
  })
  refresh()
  return {
    ...{ p, cabinet, list, marks: held.marks, news, syncing, searching, names, preferences },
    ...{ today, refresh },
    forget(number) {
      cabinet.purge(number)
      held.touch()
      refresh()
    },
    me: key.recipientId,
    vault: held.vault,
    timing: () => timingOf(settings, world),
    sync: () => ({ ...syncing.state(), waiting: list.queue().waiting }),
    alarms: () => readState(cabinet).state.alarms,
    tick() {
      if (!syncing.isBusy()) held.fileMarks()
      if (held.isOld()) refresh()
      if (!syncing.isBusy()) searching.tick()
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

/** What changes under this desk’s hands when something is written into the vault. */
function openHeld(p: Primitives, key: VaultKey, cabinet: Cabinet) {
  let vault = vaultIn(cabinet, key)
  let turn: number | null = null
  const marks = openMarks(p, cabinet)
  const fileMarks = () => {
    if (marks.numbers().length === 0) return
    marks.file(vault)
    turn = null
  }
  return {
    cabinet,
    marks,
    vault: () => vault,
    live: liveVault(() => vault),
    fileMarks,
    isOld: () => cabinet.turn() !== turn,
    /** This desk itself has filed something. */
    touch() {
      turn = null
    },
    /** Whether anything was filed since this was asked last. */
    look(): boolean {
      const [before, now] = [turn, cabinet.turn()]
      turn = now
      return before !== now
    },
    settle(task: Task) {
      // What was erased must not go on lying in memory.
      if (task === 'sync') vault = vaultIn(cabinet, key)
      fileMarks()
    },
  }
}

/** The vault for those who go on working with it: its keys are those that there are by now. */
const liveVault = (now: () => Vault): Vault => ({
  ...now(),
  get identity() {
    return now().identity
  },
})

/** What is written can be taken back for a moment, even where it leaves at once. */
const timingOf = ({ jitterSeconds, graceSeconds }: DeskSettings, world: World): Timing => ({
  now: secondsOf(world) + graceSeconds,
  random: world.random,
  jitterSeconds,
})
