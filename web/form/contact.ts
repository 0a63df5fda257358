import type { App } from './app.ts'
import { textOf } from './keyring-text.ts'

/** Whom else to ask: as the organisation signed it, or as the page’s setting says while nothing signed is here. */
export function contactOf({ connection, state: { language } }: App): string {
  const progress = connection.progress()
  const keyring = progress.at === 'ready' ? progress.session.keyring() : null
  const signed = keyring === null ? '' : textOf(keyring, keyring.contact, language)
  return signed === '' ? (connection.organisation()?.contact[language] ?? '') : signed
}
