import { setTimeout } from 'node:timers/promises'
import type { Network } from '../../src/client/transport.ts'

/** The real network without the server's `Date`, which is the machine's and not that of the test's clock. */
export const network: Network = {
  fetch: async (input, init) => {
    const answer = await fetch(input, init)
    const headers = new Headers(answer.headers)
    headers.delete('date')
    return new Response(answer.body, { status: answer.status, headers })
  },
  wait: (milliseconds) => setTimeout(milliseconds),
}
