import { join } from 'node:path'
import { prepareSealing } from '../../src/client/directory.ts'
import {
  beginRecovery,
  encodeRecoveryRequest,
  helpRecover,
  openGiven,
  parseRecoveryRequest,
} from '../../src/desk/recovery/recovery.ts'
import { agreedSharing, makeSnapshot, openWithShares, ownerOf } from '../../src/desk/recovery/snapshot.ts'
import { splitSnapshot } from '../../src/desk/recovery/snapshot-file.ts'
import { openCabinet } from '../../src/desk/vault/cabinet.ts'
import { openVault, restoreVault } from '../../src/desk/vault/vault.ts'
import { costForTestsOnly } from '../../src/keyfile/sealed-file.ts'
import { dayOf } from '../../src/protocol/time.ts'
import { p } from '../intake/support.ts'
import { apiOf, forgetVault, identityOf, PASSWORD, type Person, trailOf, vaultOf } from './person.ts'
import { type World, working } from './world.ts'

/** @throws what a snapshot is refused with */
export async function takeSnapshot(world: World, person: Person): Promise<void> {
  const newest = trailOf(person).at(-1)
  if (newest === undefined) return
  const holders = newest.keyring.recipients.filter(({ id }) => id !== person.id)
  const threshold = agreedSharing(holders, undefined)
  const to = await prepareSealing(p, apiOf(world, person), newest, world.time.now)
  const sharing = { to, holders, threshold, day: dayOf(world.time.now) }
  person.snapshot = await makeSnapshot(p, vaultOf(person), person.cabinet, sharing, world.random)
}

/**
 * Loses a vault, and brings it back with the help of whoever still can.
 * @returns false when nobody can, and nothing was done
 */
export async function loseAndRecover(world: World, person: Person): Promise<boolean> {
  const { snapshot } = person
  if (snapshot === null) return false
  const { header, line } = splitSnapshot(snapshot)
  const recovery = beginRecovery(header, world.random)
  const request = parseRecoveryRequest(encodeRecoveryRequest(p, recovery, line))
  const given = []
  for (const colleague of working(world)) {
    if (colleague === person) continue
    try {
      const trail = trailOf(colleague)
      const share = helpRecover(p, identityOf(colleague), world.orgId, trail, request, world.random)
      given.push(openGiven(p, recovery, header, share))
    } catch {
      // They hold none, or theirs has died.
    }
  }
  if (given.length < header.threshold) return false
  const content = await openWithShares(p, snapshot, given)
  const folder = join(world.folder, `${person.name}-again${world.count++}`)
  forgetVault(person)
  const key = { folder, ...ownerOf(header), key: content.key }
  await restoreVault(key, content.database, PASSWORD, world.random, { cost: costForTestsOnly })
  person.key = await openVault(folder, PASSWORD)
  person.cabinet = openCabinet(p, person.key, world.random)
  person.sureFrom = Infinity
  if (world.pending?.person === person) world.pending = null
  return true
}
