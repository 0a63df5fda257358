import type { Command } from 'commander'
import { followChain } from '../../client/directory.ts'
import { loadPrimitives } from '../../desk/primitives.ts'
import { type Cabinet, openCabinet } from '../../desk/vault/cabinet.ts'
import { loadKept } from '../../desk/vault/directory.ts'
import {
  type Identity,
  keysetListed,
  listedIn,
  newIdentity,
  newKeyset,
  renewed,
} from '../../desk/vault/identity.ts'
import { identityItem, readLabel } from '../../desk/vault/secrets.ts'
import { openLedger, readState } from '../../desk/vault/state.ts'
import { createVault, identityIn, openVault, rewriteVault, type VaultKey } from '../../desk/vault/vault.ts'
import { equal, toHex } from '../../protocol/bytes.ts'
import { CandorError } from '../../protocol/errors.ts'
import { orgWords, parseOrgWords } from '../../protocol/fingerprint.ts'
import type { Primitives } from '../../protocol/primitives/primitives.ts'
import { oneLine } from '../cases/one-line.ts'
import { unlock, withVaultOptions } from '../desk.ts'
import {
  keysetToAskFor,
  refuseExisting,
  requestOf,
  showWords,
  thisWeek,
  wordsOf,
  writeRequest,
} from '../identity/request.ts'
import { addCommand, type CommandModule, type Context, groups, options } from '../program.ts'
import { readNewPassword, readPassword } from '../prompt.ts'
import { openSession } from '../session.ts'
import { readSettings, type SettingFlags } from '../settings.ts'
import { shortText } from '../words.ts'

interface Flags extends SettingFlags {
  readonly name?: string
  readonly out?: string
}

const group = groups.investigators

export const identity: CommandModule = {
  register(program, context) {
    const command = addCommand(program, {
      usage: 'identity',
      group,
      summary: 'make the keys with which you read, and ask to be enrolled',
      about:
        'Your identity is the key that you sign with, and the weekly keys that tips are sealed to. It lives in your vault; ' +
        'the organisation lists it once its admin and your colleagues have checked your words.',
      examples: [
        ['candor identity create --name "Aigerim S."', 'makes a vault and a request to be enrolled'],
      ],
    })
    addCreate(command, context)
    addShow(command, context)
    addJoin(command, context)
    addRotate(command, context)
    addRequest(command, context)
  },
}

const withOut = (command: Command): Command =>
  command.option('--out <file>', 'where the request is written', 'request.json')
const withName = (command: Command): Command =>
  command.option('--name <name>', 'what you are called; the admin may write it otherwise')

// ---- create --------------------------------------------------------------------------------------------------------

function addCreate(program: Command, context: Context): void {
  const command = addCommand(program, {
    usage: 'create',
    group,
    summary: 'make a vault with fresh keys, and a request to be enrolled',
    about:
      'Makes a vault under a new password, and a request file with nothing secret in it. Nobody can reset the password. ' +
      'Give the request to your admin, and read out the words over another channel.',
    examples: [
      ['candor identity create --name "Aigerim S."', 'writes request.json'],
      ['candor identity create --name "Aigerim S." --org 6b1f…', 'for an organisation that there is already'],
    ],
  })
  withName(withOut(command))
    .addOption(options.vault())
    .addOption(options.passwordFile())
    .addOption(options.organisation())
    .action((flags: Flags) => create(context, flags))
}

async function create(context: Context, flags: Flags): Promise<void> {
  const settings = readSettings(flags, context)
  const label = nameFrom(flags.name)
  const out = flags.out as string
  refuseExisting(out)
  const p = await loadPrimitives()
  const password = await readNewPassword(context, {
    what: `the vault in ${settings.vault}`,
    file: settings.passwordFile,
  })
  const made = newIdentity(context.random, thisWeek(context))
  const orgId = settings.organisation === undefined ? null : parseOrgWords(settings.organisation)
  await context.terminal.during('making the vault', () =>
    createVault(settings.vault, { identity: made, orgId, label }, password, context.random, context),
  )
  await writeRequest(
    out,
    requestOf(p, { recipientId: made.recipientId, keyset: made, label }, thisWeek(context)),
  )
  context.terminal.line(`Your vault is in ${settings.vault}. Nobody can reset its password.`)
  sayRequest(context, p, made, out)
  context.terminal.line(
    orgId === null
      ? 'When the organisation lists you, type candor identity join with its name of 64 digits or 24 words.'
      : 'When the organisation lists you, candor sync fetches what there is.',
  )
  answer(context, p, made, { vault: settings.vault, request: out })
}

/** @throws `usage` */
function nameFrom(name: string | undefined): string {
  const label = shortText(name ?? '', 200, 'the name')
  if (label === '') throw new CandorError('usage', 'a name is missing', 'say what you are called with --name')
  return label
}

function sayRequest(context: Context, p: Primitives, identity: Identity, out: string): void {
  const { line } = context.terminal
  line(`Your request is in ${out}: give it to your admin. It holds nothing secret.`)
  line(
    'Read these words to the admin and your colleagues over another channel, such as in person or by phone:',
  )
  showWords(context, wordsOf(p, identity.recipientId, keysetToAskFor(identity)))
}

const answer = (context: Context, p: Primitives, identity: Identity, more: object): void =>
  context.terminal.result({
    recipient: identity.recipientId,
    words: wordsOf(p, identity.recipientId, keysetToAskFor(identity)),
    ...more,
  })

// ---- show ----------------------------------------------------------------------------------------------------------

function addShow(program: Command, context: Context): void {
  const command = addCommand(program, {
    usage: 'show',
    group,
    summary: 'show the words of your identity',
    about:
      'Shows the words by which others know your identity, and the organisation that your vault belongs to.',
    examples: [['candor identity show', 'shows twelve words to read out']],
  })
  withVaultOptions(command).action((flags: Flags) =>
    withIdentity(context, flags, async (open) => show(context, open)),
  )
}

function show(context: Context, { p, key, identity }: Opened): void {
  const { line } = context.terminal
  line('The words of your identity:')
  showWords(context, wordsOf(p, identity.recipientId, identity))
  if (identity.coming !== null) {
    line('A new identity waits for the approval of your colleagues. Its words:')
    showWords(context, wordsOf(p, identity.recipientId, identity.coming))
  }
  if (key.orgId === null) line('This vault belongs to no organisation yet.')
  else line(`The organisation: ${toHex(key.orgId)}`)
  context.terminal.result({
    recipient: identity.recipientId,
    words: wordsOf(p, identity.recipientId, identity),
    coming: identity.coming === null ? null : wordsOf(p, identity.recipientId, identity.coming),
    organisation: key.orgId === null ? null : toHex(key.orgId),
    organisationWords: key.orgId === null ? null : orgWords(key.orgId),
  })
}

// ---- join ----------------------------------------------------------------------------------------------------------

function addJoin(program: Command, context: Context): void {
  const command = addCommand(program, {
    usage: 'join <organisation>',
    group,
    summary: 'tell your vault which organisation has enrolled you',
    about:
      'Fetches the keyrings of the organisation, checks every one from the first on, and sees that the newest lists your identity. ' +
      'Compare the name of the organisation with what it published: a false server could show you another.',
    examples: [['candor identity join 6b1f…', 'with its 64 digits, or its 24 words in quotation marks']],
  })
  withVaultOptions(command).action((organisation: string, flags: Flags) => join(context, organisation, flags))
}

async function join(context: Context, organisation: string, flags: Flags): Promise<void> {
  const orgId = parseOrgWords(organisation)
  const { p, api, settings } = await openSession(context, flags)
  const what = `the vault in ${settings.vault}`
  const password = await readPassword(context, { what, file: settings.passwordFile })
  const key = await context.terminal.during('unlocking', () => openVault(settings.vault, password))
  if (key.orgId !== null && !equal(key.orgId, orgId)) throw elsewhere()
  const { keyring } = await followChain(p, api, { orgId })
  const identity = inCabinet(context, p, key, (cabinet) => identityIn(cabinet, key.recipientId))
  const listed = listedIn(keyring, identity)
  if (listed === undefined || keysetListed(p, identity, listed) === undefined) throw notListed()
  if (key.orgId === null) await rewriteVault({ ...key, orgId }, password, context.random, context)
  context.terminal.line(
    `Your vault belongs to ${oneLine(keyring.name[0] ?? '')} now: candor sync fetches what there is.`,
  )
  context.terminal.result({ organisation: toHex(orgId), keyring: keyring.seq })
}

const elsewhere = () =>
  new CandorError(
    'organisation_mismatch',
    'this vault belongs to another organisation',
    'make another vault for this one, with --vault',
  )

const notListed = () =>
  new CandorError(
    'recipient_unknown',
    'the organisation does not list this identity',
    'ask the admin whether the keyring with it was published, and compare your words: candor identity show',
  )

// ---- rotate and request --------------------------------------------------------------------------------------------

function addRotate(program: Command, context: Context): void {
  const command = addCommand(program, {
    usage: 'rotate',
    group,
    summary: 'make a new identity in the place of yours',
    about:
      'Makes a fresh identity for the same person, and a request with it. More than half of your colleagues must approve it. ' +
      'Until the organisation lists it you go on working with the old one; afterwards your software takes it up by itself. ' +
      'Do this when somebody may have had your vault, and after a recovery.',
    examples: [['candor identity rotate', 'writes request.json']],
  })
  withName(withVaultOptions(withOut(command))).action((flags: Flags) =>
    withIdentity(context, flags, async (open) => rotate(context, open, flags)),
  )
}

async function rotate(context: Context, open: Opened, flags: Flags): Promise<void> {
  const { identity } = open
  refuseExisting(flags.out as string)
  const label = labelFor(open, flags)
  const coming = identity.coming ?? newKeyset(context.random, thisWeek(context))
  const after = { ...identity, coming }
  if (identity.coming === null) openLedger(open.cabinet).file({}, { items: [identityItem(after)] })
  await ask(context, { ...open, identity: after }, label, flags.out as string)
  context.terminal.line(
    'Your colleagues must approve it. Until the organisation lists it, the old identity works as before.',
  )
}

function addRequest(program: Command, context: Context): void {
  const command = addCommand(program, {
    usage: 'request',
    group,
    summary: 'write your request to be enrolled once more',
    about: 'Writes the request file again, with keys for the coming weeks.',
    examples: [['candor identity request --out again.json', 'writes again.json']],
  })
  withName(withVaultOptions(withOut(command))).action((flags: Flags) =>
    withIdentity(context, flags, async (open) => {
      refuseExisting(flags.out as string)
      await ask(context, open, labelFor(open, flags), flags.out as string)
    }),
  )
}

async function ask(context: Context, open: Opened, label: string, out: string): Promise<void> {
  const { p, cabinet, identity } = open
  const week = thisWeek(context)
  const after: Identity =
    identity.coming === null
      ? renewed(identity, context.random, week)
      : { ...identity, coming: renewed(identity.coming, context.random, week) }
  openLedger(cabinet).file({}, { items: [identityItem(after)] })
  const keyset = keysetToAskFor(after)
  await writeRequest(out, requestOf(p, { recipientId: identity.recipientId, keyset, label }, week))
  sayRequest(context, p, after, out)
  answer(context, p, after, { request: out })
}

/** @throws `usage` when nobody has said it yet */
function labelFor({ p, cabinet, key, identity }: Opened, { name }: Flags): string {
  if (name !== undefined) return nameFrom(name)
  const { orgId } = key
  const newest =
    orgId === null ? undefined : loadKept(p, { orgId }, cabinet, readState(cabinet).state.keyringSeq).at(-1)
  const listed = newest === undefined ? undefined : listedIn(newest.keyring, identity)
  return nameFrom(listed?.label[0] ?? readLabel(cabinet) ?? undefined)
}

// ---- opening -------------------------------------------------------------------------------------------------------

interface Opened {
  readonly p: Primitives
  readonly key: VaultKey
  readonly cabinet: Cabinet
  readonly identity: Identity
}

/** Whether or not the vault has joined an organisation. */
async function withIdentity(
  context: Context,
  flags: Flags,
  work: (open: Opened) => Promise<void>,
): Promise<void> {
  const key = await unlock(context, readSettings(flags, context))
  const p = await loadPrimitives()
  const cabinet = openCabinet(p, key, context.random)
  try {
    await work({ p, key, cabinet, identity: identityIn(cabinet, key.recipientId) })
  } finally {
    cabinet.close()
  }
}

function inCabinet<Result>(
  { random }: Context,
  p: Primitives,
  key: VaultKey,
  read: (cabinet: Cabinet) => Result,
): Result {
  const cabinet = openCabinet(p, key, random)
  try {
    return read(cabinet)
  } finally {
    cabinet.close()
  }
}
