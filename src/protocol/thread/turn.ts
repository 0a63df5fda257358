import type { Event } from './events.ts'
import type { Message } from './message.ts'

/** A message that leads, or says that it leads, from one key to another. */
export type Turn = Message & { readonly event: Extract<Event, { readonly type: 'rekey' | 'follow' }> }

export const isTurn = (message: Message): message is Turn =>
  message.event?.type === 'rekey' || message.event?.type === 'follow'
