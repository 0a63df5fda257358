import { createHash } from 'node:crypto'
import type { Keyring } from '../../protocol/keyring/statement.ts'
import type { FormFile } from './files.ts'

/** Whether a keyring lists exactly these files; otherwise the form refuses itself. */
export function isSigned(files: readonly FormFile[], { form }: Keyring): boolean {
  const signed = new Map(form.map(({ path, sha256 }) => [path, sha256]))
  return (
    signed.size === files.length &&
    files.every(({ path, body }) => signed.get(path) === createHash('sha256').update(body).digest('base64'))
  )
}
