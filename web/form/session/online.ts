import { connect } from '../../../src/client/api.ts'
import { parseOrg } from '../../../src/protocol/keyring/chain.ts'
import { openSession, type Session, type SessionOptions } from './index.ts'
import { openPage } from './own-files.ts'

type Place = Omit<SessionOptions, 'api' | 'orgId' | 'page'> & {
  readonly server: URL
  /** 64 hexadecimal digits. */
  readonly organisation: string
}

/** A session with a server, for a page that stands on a site. */
export function openOnline(place: Place): Promise<Session> {
  const { patience, clock } = place
  // As a method of anything but the window `fetch` refuses to be called.
  const network = {
    fetch: ((input, init) => fetch(input, init)) satisfies typeof fetch,
    wait: patience.wait,
    onWait: patience.announce,
  }
  return openSession({
    ...place,
    api: connect(network, place.server, clock),
    orgId: parseOrg(place.organisation),
    page: openPage(document),
  })
}
