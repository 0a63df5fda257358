import type { Keyring } from '../../protocol/keyring/statement.ts'
import { type Circle, circlesOf, type Tip } from '../../protocol/tip.ts'

/** The ids of those whom a tip reaches in a way, in the order of the keyring that it was sealed under. */
export function membersOf(keyring: Keyring, tip: Tip, circle: Circle): string[] {
  const circles = circlesOf(keyring, tip)
  return keyring.recipients.filter((_, i) => circles[i] === circle).map(({ id }) => id)
}

/** In which way a tip reaches somebody; null when it does not. */
export function circleOf(keyring: Keyring, tip: Tip, recipientId: string): Circle | null {
  const index = keyring.recipients.findIndex(({ id }) => id === recipientId)
  return circlesOf(keyring, tip)[index] ?? null
}

/** Of some recipients those who are in a keyring, in its order. */
export const stillIn = ({ recipients }: Keyring, ids: readonly string[]): string[] =>
  recipients.map(({ id }) => id).filter((id) => ids.includes(id))
