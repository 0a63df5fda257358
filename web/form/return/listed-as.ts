import type { Keyring } from '../../../src/protocol/keyring/statement.ts'
import type { Session } from '../session/index.ts'

/** A recipient as the newest keyring calls them in which they are listed; null for somebody who never was. */
export function listedAs(
  session: Session,
  id: string,
): { readonly keyring: Keyring; readonly label: readonly string[] } | null {
  for (const { keyring } of [...session.ground().trail].reverse()) {
    const person = keyring.recipients.find((each) => each.id === id)
    if (person !== undefined) return { keyring, label: person.label }
  }
  return null
}
