import * as v from 'valibot'
import type { Cabinet } from '../desk/vault/cabinet.ts'
import { encodeCanonical, list, parseJson, text, whole } from '../protocol/canonical.ts'
import { SEVERITIES, STATUSES } from '../protocol/thread/events.ts'
import type { News } from './news.ts'
import type { Preferences, Template } from './wire.ts'

/** Minutes. */
const LOCK_AFTER = 15

const name = text(200, 1)
const texts = v.record(v.pipe(v.string(), v.regex(/^[a-z]{2,3}(-[A-Z][a-z]{3})?$/)), text(30_000))

const filter = v.strictObject({
  status: list(v.picklist(STATUSES), 0, 16),
  severity: list(v.picklist(['', ...SEVERITIES]), 0, 16),
  assignee: list(text(64, 1), 0, 64),
  desks: list(text(64, 1), 0, 32),
  labels: list(text(60, 1), 0, 64),
  languages: list(text(16, 1), 0, 16),
  due: v.picklist(['', 'overdue', 'week']),
  news: v.picklist(['', 'new', 'unread']),
  sort: v.picklist(['due', 'arrival', 'last', 'severity']),
})

const template = v.strictObject({
  id: text(64, 1),
  use: v.picklist(['say', 'ask', 'tell']),
  title: texts,
  text: texts,
})

/** Exactly what a person may wish. */
export const preferencesSchema = v.strictObject({
  language: v.picklist(['', 'en', 'ru', 'kk']),
  theme: v.picklist(['', 'light', 'dark']),
  views: list(v.strictObject({ name, filter }), 0, 100),
  templates: list(template, 0, 200),
  lockAfter: whole(1, 240),
  acknowledges: v.boolean(),
}) satisfies v.GenericSchema<unknown, Preferences>

const ITEM = 'preferences'

const usual = (templates: readonly Template[]): Preferences => ({
  language: '',
  theme: '',
  views: [],
  templates,
  lockAfter: LOCK_AFTER,
  acknowledges: true,
})

/** The wishes of the person whose vault it is, and the version that has the newest. */
export interface PreferencesHere {
  readonly now: () => Preferences
  readonly version: () => number
  readonly keep: (preferences: Preferences) => void
}

/** @param templates what a person begins with */
export function openPreferences(
  cabinet: Cabinet,
  news: News,
  templates: readonly Template[],
): PreferencesHere {
  let now = read(cabinet, templates)
  let version = 0
  return {
    now: () => now,
    version: () => version,
    keep(preferences) {
      cabinet.file({ items: [{ name: ITEM, content: encodeCanonical(preferences) }] })
      now = preferences
      version = news.bump()
    },
  }
}

function read(cabinet: Cabinet, templates: readonly Template[]): Preferences {
  const kept = cabinet.item(ITEM)
  const found = kept === null ? null : v.safeParse(preferencesSchema, parseJson(kept))
  // What another version wrote, and this one does not know, must not keep anybody from their work.
  return found?.success === true ? found.output : usual(templates)
}
