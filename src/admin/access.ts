import type { TrustedKeyring } from '../protocol/keyring/chain.ts'

/** Somebody at a desk, for as long as keyrings listed them there without a break. */
export interface Access {
  readonly desk: string
  readonly recipientId: string
  /** The day from which tips are sealed to them. */
  readonly since: string
  /** The day from which they are not any more; null while they are. */
  readonly until: string | null
}

/** Who could open what is sealed to a desk, and when: those of today first (docs/protocol.md, 4.4). */
export function accessOver(trail: readonly TrustedKeyring[]): Access[] {
  const open = new Map<string, Access>()
  const over: Access[] = []
  for (const { keyring } of trail) {
    const now = new Set(keyring.recipients.flatMap(({ id, desks }) => desks.map((desk) => `${desk} ${id}`)))
    for (const [place, access] of open) {
      if (now.has(place)) continue
      over.push({ ...access, until: keyring.validFrom })
      open.delete(place)
    }
    for (const place of now) {
      const [desk = '', recipientId = ''] = place.split(' ')
      if (!open.has(place)) open.set(place, { desk, recipientId, since: keyring.validFrom, until: null })
    }
  }
  return [...open.values(), ...over]
}
