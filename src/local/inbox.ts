import type { OpenDesk } from './open-desk.ts'
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
export const PATIENCE = 25_000

/** What a page does not know yet, as soon as there is something. */
export async function changesAfter(desk: OpenDesk, version: number, patience = PATIENCE): Promise<Changes> {
  await desk.news.beyond(version, patience)
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
