import type { Screen } from '../app.ts'
import type { ScreenName } from '../state.ts'
import { check } from './check.ts'
import { codename } from './codename.ts'
import { details } from './details.ts'
import { escalate } from './escalate.ts'
import { exclude } from './exclude.ts'
import { returning } from './returning.ts'
import { sending } from './sending.ts'
import { sent } from './sent.ts'
import { start } from './start.ts'
import { stopped } from './stopped.ts'
import { story } from './story.ts'

export const screens: Readonly<Record<ScreenName, Screen>> = {
  start,
  story,
  details,
  exclude,
  escalate,
  codename,
  check,
  sending,
  sent,
  stopped,
  return: returning('return'),
  conversation: returning('conversation'),
  withdraw: returning('withdraw'),
  elsewhere: returning('elsewhere'),
}
