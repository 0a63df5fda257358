import type { Bytes } from '../protocol/bytes.ts'
import { dayText } from '../protocol/time.ts'
import { encodeRecipients } from '../protocol/wire.ts'
import type { Store } from '../store/store.ts'
import type { Admit, Received } from './admit.ts'
import type { Keyrings } from './keyrings.ts'
import type { Visits } from './visits.ts'

/** Who fetches, for those who have to see that somebody does (docs/protocol.md, 10.3). Throws what `Admit` throws. */
export type Oversee = (request: Received) => Bytes

export interface OversightOptions {
  readonly store: Pick<Store, 'newestBatch'>
  readonly admit: Admit
  readonly keyrings: Keyrings
  readonly visits: Visits
}

export function openOversight({ store, admit, keyrings, visits }: OversightOptions): Oversee {
  return (request) => {
    admit(request)
    const newest = store.newestBatch()
    const recipients = keyrings.latest().keyring.recipients.map(({ id }) => {
      const { day, fetched } = visits.of(id)
      return { id, seen: day === null ? '' : dayText(day), fetched: Math.min(fetched, newest) }
    })
    return encodeRecipients({ newest, recipients })
  }
}
