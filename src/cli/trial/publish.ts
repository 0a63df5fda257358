import { join } from 'node:path'
import { sameForm } from '../../admin/form-files.ts'
import { succeed } from '../../admin/successor.ts'
import { openEpochs } from '../../intake/epochs.ts'
import { type Keyrings, openKeyrings } from '../../intake/keyrings.ts'
import { openFile } from '../../keyfile/sealed-file.ts'
import { readFileBytes } from '../../keyfile/whole-file.ts'
import { fromUtf8 } from '../../protocol/bytes.ts'
import { isCandorError } from '../../protocol/errors.ts'
import { trustGenesis } from '../../protocol/keyring/chain.ts'
import { openLogKey } from '../../server/log-key.ts'
import { lockData } from '../../store/lock.ts'
import { openSqliteStore } from '../../store/sqlite.ts'
import { secondsOf } from '../session.ts'
import type { Trial } from './trial.ts'

export interface Published {
  /** 32 bytes. */
  readonly orgId: Uint8Array
  /** Whether a keyring with other files of the form was signed. */
  readonly renewed: boolean
}

/** Puts keyrings and intake keys into the server's database, as an admin and two investigators would over HTTP. */
export async function publish(trial: Trial): Promise<Published> {
  const { p, data, folder } = trial
  const statement = await readFileBytes(join(folder, 'genesis.json'))
  const { orgId } = trustGenesis(p, statement, null)
  const lock = lockUnlessServing(data)
  if (lock === null) return { orgId, renewed: false }
  try {
    return { orgId, renewed: await publishInto(trial, statement, orgId) }
  } finally {
    lock.release()
  }
}

async function publishInto(trial: Trial, genesis: Uint8Array, orgId: Uint8Array): Promise<boolean> {
  const { context, p, data, folder } = trial
  const store = openSqliteStore({ folder: data })
  try {
    const clock = () => secondsOf(context)
    const logKey = p.verifyingKey(openLogKey(data))
    const keyrings = openKeyrings({ store, notary: p, clock, organisation: orgId, logKey })
    keyrings.publish(genesis)
    const epochs = openEpochs({ store, notary: p, clock, keyrings })
    for (const { id } of keyrings.at(1).keyring.recipients)
      epochs.deliver(id, await readFileBytes(join(folder, 'intake', id)))
    return await renew(trial, keyrings)
  } finally {
    store.close()
  }
}

/** After an upgrade the form has other files: unless they are signed, it refuses itself. */
async function renew({ p, folder, form }: Trial, keyrings: Keyrings): Promise<boolean> {
  const latest = keyrings.latest()
  if (form === null || sameForm(form, latest.keyring.form)) return false
  keyrings.publish(succeed(p, latest, { form }, [await rootKey(folder)]))
  return true
}

async function rootKey(folder: string): Promise<Uint8Array> {
  const [password = ''] = fromUtf8(await readFileBytes(join(folder, 'password'))).split('\n')
  return openFile({ kind: 'root', password, bytes: await readFileBytes(join(folder, 'root.json')) })
}

/** A server that runs already has published the trial: there is nothing to do. */
function lockUnlessServing(data: string) {
  try {
    return lockData(data)
  } catch (error) {
    if (isCandorError(error, 'data_locked')) return null
    throw error
  }
}
