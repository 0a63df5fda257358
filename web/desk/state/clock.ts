import { signal } from '@preact/signals'

/** Unix seconds on this computer, fresh enough for “3 minutes ago”. */
export const now = signal(Math.floor(Date.now() / 1000))

setInterval(() => {
  now.value = Math.floor(Date.now() / 1000)
}, 15_000)
