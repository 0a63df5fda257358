import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { draftGenesis } from '../../admin/draft.ts'
import { type Enrolled, enrol } from '../../admin/enrol.ts'
import { type OrganisationFile, parseOrganisationFile } from '../../admin/organisation-file.ts'
import { nextRootIn } from '../../admin/roots.ts'
import { noteSigned } from '../../admin/signed-drafts.ts'
import { makePrivateFolder, readFileBytes } from '../../keyfile/whole-file.ts'
import { type Bytes, fromBase64, toBase64, toHex } from '../../protocol/bytes.ts'
import { CandorError } from '../../protocol/errors.ts'
import { openProposal, signProposal } from '../../protocol/keyring/proposal.ts'
import type { Recipient } from '../../protocol/keyring/statement.ts'
import type { Primitives } from '../../protocol/primitives/primitives.ts'
import { epochOfDay } from '../../protocol/time.ts'
import { openLogKey } from '../../server/log-key.ts'
import { oneLine } from '../cases/one-line.ts'
import { today } from '../cases/when.ts'
import { formIn, RELEASED_FORM } from '../form-folder.ts'
import { addCommand, type CommandModule, type Context, groups, options } from '../program.ts'
import { outOption, sayNext } from './draft.ts'
import { readRequest, readRootFile, writeForOthers, writeProposal } from './files.ts'
import { openPlace, type Place, withFolder } from './place.ts'
import { posterOf, qrLines } from './poster.ts'
import { createRoot } from './root.ts'
import { ceremonyResult, fingerprintOfRecipient, showCeremony } from './show-ceremony.ts'
import {
  type OwnRoot,
  ownRoot,
  type RootFlags,
  rootFileOption,
  rootPaths,
  unlockRoots,
} from './unlock-roots.ts'

interface Flags extends RootFlags {
  readonly enrol: readonly string[]
  readonly root: readonly string[]
  readonly threshold?: string
  readonly logKey: readonly string[]
  readonly data?: string
  readonly form?: string
  readonly out?: string
}

export const collect = (value: string, before: readonly string[]): readonly string[] => [...before, value]

export const init: CommandModule = {
  register(program, context) {
    const command = addCommand(program, {
      usage: 'init <organisation>',
      group: groups.admins,
      summary: 'found an organisation',
      about:
        'Makes the first keyring of an organisation from its description and from the requests of its first investigators, signs it with the root key ' +
        'of this machine, which is made when there is none, and shows the identifier by which everybody will know the organisation. ' +
        'Further root keys sign the same file on their own machines. Nothing is published yet. Compare the words of every request over another channel.',
      examples: [
        [
          'candor admin init organisation.json --enrol main=aigerim.json --enrol main,north=daniyar.json --data data',
          'with two people, on the machine of the server',
        ],
        [
          'candor admin init organisation.json --enrol main=aigerim.json --root director-public.json --threshold 2 --log-key …',
          'with two root keys, both of which sign every change',
        ],
      ],
    })
    withFolder(command)
      .addOption(options.passwordFile())
      .addOption(rootFileOption())
      .addOption(outOption())
      .addOption(options.form())
      .option('--enrol <desks=request>', 'somebody and their desks; give it once for each', collect, [])
      .option('--root <file>', 'the public file of one more root key; give it once for each', collect, [])
      .option('--threshold <number>', 'how many root keys must sign; more than half unless told')
      .option(
        '--log-key <key>',
        'the server’s key for receipts, as candor server log-key prints it',
        collect,
        [],
      )
      .option('--data <folder>', 'the data folder of the server, which has that key')
      .action((file: string, flags: Flags) => found(context, file, flags))
  },
}

async function found(context: Context, file: string, flags: Flags): Promise<void> {
  const { terminal } = context
  const place = await openPlace(context, flags)
  if (place.seen !== null) throw foundedAlready(place.folder)
  const described = parseOrganisationFile(file, await readFileBytes(file))
  const logKeys = logKeysFrom(place.p, described, flags)
  const people = await enrolAll(context, place.p, described, flags.enrol)
  const others = await Promise.all(flags.root.map(readRootFile))
  const form = (await formIn(place.p, flags.form ?? RELEASED_FORM)) ?? []
  const own = await ownRoots(context, place, flags)
  const roots = [...new Set([...own.map(({ key }) => key), ...others.map(({ key }) => toBase64(key))])]
  const { languages, name, contact, desks, policy, questionnaire } = described
  const proposal = draftGenesis(
    {
      threshold: thresholdFrom(flags.threshold, roots.length),
      roots,
      logKeys: logKeys.map(toBase64),
      languages,
      name,
      contact,
      desks,
      policy,
      questionnaire,
      form,
      recipients: people.map(({ recipient }) => recipient),
    },
    people.map(({ block }) => block),
    today(context),
  )
  const signed = own.reduce((each, { root }) => signProposal(place.p, each, root.seed), proposal)
  const ceremony = openProposal(place.p, signed, null)
  await makePrivateFolder(place.folder)
  const path = await writeProposal(place.folder, flags.out, 1, signed)
  await noteSigned(place.folder, ceremony.draft)
  showCeremony(context, place.p, ceremony)
  const { orgId } = ceremony.draft
  const poster = await writePoster(path, name, orgId)
  showIdentifier(context, orgId, poster)
  sayNext(context, path, ceremony)
  terminal.result({ ...ceremonyResult(place.p, ceremony), file: path, poster })
}

/** Prepared before, or made now: an interrupted beginning goes on with the key that it made. */
async function ownRoots(context: Context, { p, folder }: Place, flags: Flags): Promise<readonly OwnRoot[]> {
  if ((await rootPaths(folder, flags)).length > 0) return (await unlockRoots(context, p, folder, flags)).roots
  const path = await nextRootIn(folder)
  return [ownRoot(p, path, await createRoot(context, path, flags))]
}

async function enrolAll(
  context: Context,
  p: Primitives,
  described: OrganisationFile,
  wishes: readonly string[],
): Promise<Enrolled[]> {
  if (wishes.length === 0)
    throw new CandorError(
      'usage',
      'nobody is enrolled, and somebody must be able to read',
      'give --enrol main=request.json, with what candor identity create wrote',
    )
  const epoch = epochOfDay(today(context))
  const enrolled: Enrolled[] = []
  for (const wish of wishes) {
    const [, desks = '', path = ''] = /^([^=]+)=(.+)$/s.exec(wish) ?? []
    if (path === '') throw badWish(wish)
    const request = await readRequest(p, path)
    const before: Recipient[] = enrolled.map(({ recipient }) => recipient)
    if (before.some(({ id }) => id === request.id)) throw badWish(wish)
    const around = { ...described, recipients: before }
    enrolled.push(enrol(p, around, request, { desks: desks.split(','), label: [] }, epoch))
    context.terminal.line(`${oneLine(request.label)} asks with these words:`)
    context.terminal.block(fingerprintOfRecipient(p, request))
  }
  return enrolled
}

function logKeysFrom(p: Primitives, { logKeys }: OrganisationFile, { logKey, data }: Flags): Bytes[] {
  const named = [...logKeys, ...logKey].map(keyFrom)
  if (data !== undefined && !existsSync(join(data, 'server.key'))) throw noLogKey(`${data} has no server.key`)
  if (data !== undefined) named.push(p.verifyingKey(openLogKey(data)))
  if (named.length === 0) throw noLogKey('the key with which the server signs receipts is not known')
  return named.filter((key, i) => named.findIndex((each) => toHex(each) === toHex(key)) === i)
}

function keyFrom(text: string): Bytes {
  if (/^[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=$/.test(text)) return fromBase64(text)
  throw noLogKey('what --log-key names is no key')
}

export function thresholdFrom(text: string | undefined, roots: number): number {
  const number = text === undefined ? Math.floor(roots / 2) + 1 : /^[1-9]\d?$/.test(text) ? Number(text) : 0
  if (number >= 1 && number <= roots) return number
  throw new CandorError(
    'usage',
    `${text} of ${roots} root ${roots === 1 ? 'key' : 'keys'} cannot sign`,
    `give --threshold with a number from 1 to ${roots}`,
  )
}

async function writePoster(proposal: string, name: readonly string[], orgId: Bytes): Promise<string> {
  const path = join(proposal, '..', 'poster.svg')
  await writeForOthers(path, posterOf(name, orgId))
  return path
}

function showIdentifier({ terminal }: Context, orgId: Bytes, poster: string): void {
  terminal.line()
  terminal.line({ text: 'The organisation, for everybody to check:', style: 'strong' })
  terminal.line(toHex(orgId))
  for (const line of qrLines(orgId)) terminal.line(line)
  terminal.line(`A sheet to hang up is in ${poster}.`)
}

const badWish = (wish: string) =>
  new CandorError(
    'usage',
    `“${wish}” does not say who is at which desk, or says it twice`,
    'write --enrol main=request.json, or --enrol main,north=request.json',
  )

const noLogKey = (message: string) =>
  new CandorError(
    'usage',
    message,
    'on the server, candor server log-key prints it: give it with --log-key. On the same machine --data with its folder will do',
  )

const foundedAlready = (folder: string) =>
  new CandorError(
    'file_exists',
    `${folder} belongs to an organisation already`,
    'change it with candor admin change, or name another folder with --admin',
  )
