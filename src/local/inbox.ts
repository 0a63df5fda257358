import type { LocalDesk } from './desk.ts'
import type { OpenDesk } from './open-desk.ts'
import { isLocked } from './refusals.ts'
import type { Changes, Inbox } from './wire.ts'

export const inboxOf = (desk: OpenDesk): Inbox => ({
  version: desk.news.version(),
  rows: desk.list.rows(),
  me: desk.me,
  ...desk.names.now(),
  ...standing(desk),
  preferences: desk.preferences.now(),
})

/** So long a page waits for news, in milliseconds. */
const PATIENCE = 25_000

/**
 * What a page does not know yet, as soon as there is something.
 * @throws `locked`, also when the desk is locked while the page waits
 */
export async function changesAfter(local: LocalDesk, version: number): Promise<Changes> {
  const desk = local.here()
  await desk.news.beyond(version, PATIENCE)
  // It may have been locked, and unlocked again: then nothing of the old one is there any more.
  if (local.here() !== desk) throw isLocked()
  const { names, preferences } = desk
  return {
    version: desk.news.version(),
    ...desk.list.since(version),
    ...(names.version() > version ? names.now() : {}),
    ...(preferences.version() > version ? { preferences: preferences.now() } : {}),
    ...standing(desk),
  }
}

const standing = (desk: OpenDesk): Pick<Inbox, 'today' | 'sync' | 'alarms'> => ({
  today: desk.today(),
  sync: desk.sync(),
  alarms: desk.alarms(),
})
