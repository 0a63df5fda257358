import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { succeed } from '../../src/admin/successor.ts'
import { followChain } from '../../src/client/directory.ts'
import { loadPrimitives } from '../../src/desk/primitives.ts'
import { openCabinet } from '../../src/desk/vault/cabinet.ts'
import { identityIn, openVault } from '../../src/desk/vault/vault.ts'
import { openFile } from '../../src/keyfile/sealed-file.ts'
import { toBase64 } from '../../src/protocol/bytes.ts'
import type { Keyring, Recipient } from '../../src/protocol/keyring/statement.ts'
import { parseRequest } from '../../src/protocol/request-file.ts'
import { random } from './inside.ts'
import type { Office } from './office.ts'

/** The admin of an office takes in what a request asks for, with the approval of everybody who is there. */
export async function enrol(office: Office, requestPath: string): Promise<void> {
  const p = await loadPrimitives()
  const trial = join(office.data, 'trial')
  const password = readFileSync(join(trial, 'password'), 'utf8').trim()
  const root = await openFile({ kind: 'root', password, bytes: readFileSync(join(trial, 'root.json')) })
  const latest = await followChain(p, office.api, { orgId: null })
  const request = parseRequest(p, readFileSync(requestPath))
  const { firstEpoch, keys, signature } = request.block
  const asked: Pick<Recipient, 'identity' | 'firstEpoch' | 'epochs' | 'signature'> = {
    identity: request.identity,
    firstEpoch,
    epochs: keys.map((key) => toBase64(p.sha256(key))),
    signature: toBase64(signature),
  }
  const { recipients } = latest.keyring
  const label = recipients[0]!.label.map(() => request.label)
  const changed: Keyring['recipients'] = recipients.some(({ id }) => id === request.id)
    ? recipients.map((each) => (each.id === request.id ? { ...each, ...asked } : each))
    : [...recipients, { id: request.id, label, desks: ['main'], ...asked }]
  const approving = await Promise.all(
    ['aigerim', 'daniyar', 'saule'].map((name) => signingOf(join(trial, 'vaults', name), password)),
  )
  await office.api.putKeyring(succeed(p, latest, { recipients: changed }, [root, ...approving]))
  await office.api.putIntakeBlock(request.id, request.blockBytes)
}

async function signingOf(folder: string, password: string): Promise<Uint8Array> {
  const key = await openVault(folder, password)
  const cabinet = openCabinet(await loadPrimitives(), key, random)
  const { signing } = identityIn(cabinet, key.recipientId)
  cabinet.close()
  return signing
}
