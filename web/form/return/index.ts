import type { SessionScreen } from '../app.ts'
import type { ReturnName } from '../state.ts'
import { conversation } from './conversation.ts'
import { dress } from './dress.ts'
import { elsewhere } from './elsewhere.ts'
import { recall } from './recall.ts'
import { withdraw } from './withdraw.ts'

export type ReturnScreens = Readonly<Record<ReturnName, SessionScreen>>

dress()

export const returnScreens: ReturnScreens = { return: recall, conversation, withdraw, elsewhere }
