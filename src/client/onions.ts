import { CandorError } from '../protocol/errors.ts'

/**
 * Requests that never ask the whole network for the name of an onion service, which would find nothing.
 * @param isTorified whether this program runs within Tor
 */
export const onionsThroughTor =
  (isTorified: boolean): typeof fetch =>
  async (input, init) => {
    const { hostname } = new URL(input instanceof Request ? input.url : input)
    if (!hostname.endsWith('.onion') || isTorified) return fetch(input, init)
    throw new CandorError(
      'usage',
      'an onion service is reached through Tor only',
      'put torsocks in front: torsocks npx candor …',
    )
  }

/** Whether torsocks stands in front of a program with these variables. */
export const isTorified = (env: Readonly<Record<string, string | undefined>>): boolean =>
  (env['LD_PRELOAD'] ?? '').includes('torsocks')
