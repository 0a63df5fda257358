import { existsSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import type { Command } from 'commander'
import { loadPrimitives } from '../../desk/primitives.ts'
import {
  beginRecovery,
  encodeRecovery,
  encodeRecoveryRequest,
  helpRecover,
  openGiven,
  parseRecovery,
  parseRecoveryRequest,
  type Recovery,
  wordsOfRequest,
} from '../../desk/recovery/recovery.ts'
import { openWithShares, ownerOf } from '../../desk/recovery/snapshot.ts'
import { splitSnapshot } from '../../desk/recovery/snapshot-file.ts'
import { loadKept } from '../../desk/vault/directory.ts'
import { readState } from '../../desk/vault/state.ts'
import { restoreVault } from '../../desk/vault/vault.ts'
import { openFile, sealFile } from '../../keyfile/sealed-file.ts'
import { readFileBytes, writeWhole } from '../../keyfile/whole-file.ts'
import { toHex } from '../../protocol/bytes.ts'
import { CandorError } from '../../protocol/errors.ts'
import { dayText } from '../../protocol/time.ts'
import { nameOf } from '../cases/people.ts'
import { atDesk, withVaultOptions } from '../desk.ts'
import { refuseExisting, showWords } from '../identity/request.ts'
import { addCommand, type CommandModule, type Context, groups, options } from '../program.ts'
import { readNewPassword, readPassword, saysYes } from '../prompt.ts'
import { openSession } from '../session.ts'
import { readSettings, type SettingFlags } from '../settings.ts'

interface Flags extends SettingFlags {
  readonly out?: string
  readonly yes?: boolean
}

const group = groups.investigators

export const recover: CommandModule = {
  register(program, context) {
    const command = addCommand(program, {
      usage: 'recover',
      group,
      summary: 'open a snapshot when a machine or a password is lost',
      about:
        'Nobody can reset the password of a vault. What brings it back is a snapshot not older than about two weeks, and the colleagues who hold its shares: ' +
        'you begin with recover start, each of them runs recover help, and you end with recover finish. What only the lost vault held is lost.',
      examples: [['candor recover start 1f2e3d4c.snapshot', 'writes recovery.json for your colleagues']],
    })
    addStart(command, context)
    addHelp(command, context)
    addFinish(command, context)
  },
}

const withVault = (command: Command): Command =>
  command.addOption(options.vault()).addOption(options.passwordFile())

// ---- start ---------------------------------------------------------------------------------------------------------

function addStart(program: Command, context: Context): void {
  const command = addCommand(program, {
    usage: 'start <snapshot>',
    group,
    summary: 'ask colleagues for their shares of a snapshot',
    about:
      'Writes a request for your colleagues, with nothing secret in it, and keeps what their shares are sealed to beside the place of the new vault, under the new password. ' +
      'Typed again, it writes the same request again.',
    examples: [['candor recover start 1f2e3d4c.snapshot', 'writes recovery.json']],
  }).option('--out <file>', 'where the request is written', 'recovery.json')
  withVault(command).action((snapshot: string, flags: Flags) => start(context, snapshot, flags))
}

const stateOf = (vault: string): string => `${vault}.recovery`

async function start(context: Context, snapshot: string, flags: Flags): Promise<void> {
  const settings = readSettings(flags, context)
  const out = flags.out as string
  if (existsSync(settings.vault)) refuseExisting(settings.vault)
  refuseExisting(out)
  const p = await loadPrimitives()
  const { header, line } = splitSnapshot(await readFileBytes(snapshot))
  const recovery = await begun(context, settings, () => beginRecovery(header, context.random))
  if (recovery.snapshot !== header.id) throw anotherBegun(settings.vault)
  const request = encodeRecoveryRequest(p, recovery, line)
  await writeWhole(out, request, { mode: 0o644, replace: false })
  const words = wordsOfRequest(p, parseRecoveryRequest(request))
  const { terminal } = context
  terminal.line(
    `The request is in ${out}: give it to ${header.threshold} of the ${header.holders.length} colleagues who hold shares.`,
  )
  terminal.line('Each of them types candor recover help with it. Read these words to them, by voice:')
  showWords(context, words)
  terminal.line('With their shares, type candor recover finish.')
  terminal.result({
    request: out,
    words,
    needed: header.threshold,
    holders: header.holders.map(({ id }) => id),
  })
}

type Place = Pick<ReturnType<typeof readSettings>, 'vault' | 'passwordFile'>

/** What was begun before, or what is begun now. */
async function begun(context: Context, place: Place, begin: () => Recovery): Promise<Recovery> {
  const path = stateOf(place.vault)
  const request = { what: `the new vault in ${place.vault}`, file: place.passwordFile }
  if (existsSync(path)) return readBegun(path, await readPassword(context, request))
  const password = await readNewPassword(context, request)
  const recovery = begin()
  const plaintext = encodeRecovery(recovery)
  const { random, cost } = context
  const bytes = await sealFile({ kind: 'recovery', password, plaintext, random, cost })
  await writeWhole(path, bytes, { replace: false })
  return recovery
}

const readBegun = async (path: string, password: string): Promise<Recovery> =>
  parseRecovery(await openFile({ kind: 'recovery', password, bytes: await readFileBytes(path) }))

const anotherBegun = (vault: string) =>
  new CandorError(
    'usage',
    'the recovery of another snapshot was begun here',
    `finish that one, or remove ${stateOf(vault)}: then the shares that were given for it are useless`,
  )

// ---- help ----------------------------------------------------------------------------------------------------------

function addHelp(program: Command, context: Context): void {
  const command = addCommand(program, {
    usage: 'help <request>',
    group,
    summary: 'hand a colleague your share of their snapshot',
    about:
      'Shows whose vault is to be opened and asks whether the words are the ones that you heard. Speak to the colleague, by voice or in person: ' +
      'whoever gets enough shares reads everything in that vault.',
    examples: [['candor recover help recovery.json', 'writes a share for the colleague']],
  })
    .option('--out <file>', 'where the share is written')
    .addOption(options.yes())
  withVaultOptions(command).action(async (request: string, flags: Flags) => {
    const { p, settings } = await openSession(context, flags)
    const asked = parseRecoveryRequest(await readFileBytes(request))
    await atDesk(context, p, settings, async ({ vault, cabinet }) => {
      const trail = loadKept(p, vault, cabinet, readState(cabinet).state.keyringSeq)
      const share = helpRecover(p, vault.identity, vault.orgId, trail, asked, context.random)
      const out = flags.out ?? `share-${vault.identity.recipientId.slice(0, 8)}.json`
      refuseExisting(out)
      const words = wordsOfRequest(p, asked)
      await agree(
        context,
        `${nameOf(trail, asked.header.recipient)}, as it was on ${dayText(asked.header.day)}`,
        words,
        flags,
      )
      await writeWhole(out, share, { replace: false })
      context.terminal.line(`Your share is in ${out}: only whoever made this request can open it.`)
      context.terminal.result({ share: out, owner: asked.header.recipient, words })
    })
  })
}

async function agree(context: Context, whose: string, words: string, { yes }: Flags): Promise<void> {
  const { line } = context.terminal
  line(`This opens the vault of ${whose}. The words of the request:`)
  showWords(context, words)
  const question = 'Did you hear exactly these words from that person?'
  if (yes === true || (context.stdin.isTTY === true && (await saysYes(context, question)))) return
  throw new CandorError(
    'usage',
    'the share was not handed out',
    'compare the words by voice; with --yes you say that you have',
  )
}

// ---- finish --------------------------------------------------------------------------------------------------------

function addFinish(program: Command, context: Context): void {
  const command = addCommand(program, {
    usage: 'finish <snapshot> <shares...>',
    group,
    summary: 'make the vault again from a snapshot and its shares',
    about:
      'Makes a new vault of what the snapshot held, under the password of recover start. Afterwards make a new identity: somebody may have the lost vault.',
    examples: [['candor recover finish 1f2e3d4c.snapshot share-a.json share-b.json', 'makes the vault']],
  })
  withVault(command).action((snapshot: string, shares: readonly string[], flags: Flags) =>
    finish(context, snapshot, shares, flags),
  )
}

async function finish(
  context: Context,
  snapshot: string,
  shares: readonly string[],
  flags: Flags,
): Promise<void> {
  const { vault: folder, passwordFile } = readSettings(flags, context)
  const path = stateOf(folder)
  if (!existsSync(path)) throw notBegun(path)
  const p = await loadPrimitives()
  const bytes = await readFileBytes(snapshot)
  const { header } = splitSnapshot(bytes)
  const password = await readPassword(context, { what: `the new vault in ${folder}`, file: passwordFile })
  const recovery = await readBegun(path, password)
  const given = await Promise.all(
    shares.map(async (file) => openGiven(p, recovery, header, await readFileBytes(file))),
  )
  const { key, database } = await openWithShares(p, bytes, given)
  await restoreVault({ folder, ...ownerOf(header), key }, database, password, context.random, context)
  await rm(path, { force: true })
  const { line, result } = context.terminal
  line(`Your vault is in ${folder} again, as it was on ${dayText(header.day)}.`)
  line('Now fetch what came since with candor sync, and make a new identity with candor identity rotate.')
  result({ vault: folder, day: dayText(header.day), organisation: toHex(ownerOf(header).orgId) })
}

const notBegun = (path: string) =>
  new CandorError(
    'not_found',
    `there is no recovery that was begun: ${path} is missing`,
    'begin with candor recover start',
  )
