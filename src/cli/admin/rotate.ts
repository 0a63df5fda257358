import { nextRootIn, writeRoot } from '../../admin/roots.ts'
import { toBase64 } from '../../protocol/bytes.ts'
import { CandorError } from '../../protocol/errors.ts'
import type { Keyring } from '../../protocol/keyring/statement.ts'
import { type Primitives, SEED } from '../../protocol/primitives/primitives.ts'
import { addCommand, type CommandModule, type Context, groups, options } from '../program.ts'
import { type DraftFlags, draft, outOption } from './draft.ts'
import { readRootFile, refuseTaken } from './files.ts'
import { collect, thresholdFrom } from './init.ts'
import { type Office, openOffice, withServer } from './place.ts'
import { fingerprintOfRoot } from './show-ceremony.ts'
import { type RootFlags, rootFileOption, unlockRoots } from './unlock-roots.ts'

interface Flags extends DraftFlags, RootFlags {
  readonly add: readonly string[]
  readonly drop: readonly string[]
  readonly threshold?: string
}

export const rotateRoot: CommandModule = {
  register(program, context) {
    const command = addCommand(program, {
      usage: 'rotate-root',
      group: groups.admins,
      summary: 'replace, add or drop root keys',
      about:
        'Drafts a keyring with other root keys. Without --add and --drop it makes a new root key in the admin’s folder, under the same password, in the place of the one there. ' +
        'Enough of the old keys and enough of the new ones must sign, and clients that know the old ones follow by themselves. Keep the old key until it is published.',
      examples: [
        ['candor admin rotate-root', 'replaces the root key of this machine'],
        [
          'candor admin rotate-root --add deputy-public.json --threshold 2',
          'adds one; from then on two must sign',
        ],
        ['candor admin rotate-root --drop 2', 'drops the second one that candor admin sign shows'],
      ],
    })
    withServer(command)
      .addOption(options.passwordFile())
      .addOption(rootFileOption())
      .addOption(outOption())
      .option('--add <file>', 'the public file of a root key to add', collect, [])
      .option('--drop <which>', 'a root key to drop: its number, or its first words', collect, [])
      .option('--threshold <number>', 'how many root keys must sign from then on')
      .action((flags: Flags) => rotate(context, flags))
  },
}

async function rotate(context: Context, flags: Flags): Promise<void> {
  const office = await openOffice(context, flags)
  const { keyring } = office.newest
  const added = await Promise.all(flags.add.map(readRootFile))
  const dropped = flags.drop.map((which) => chosen(office.p, keyring, which))
  const own = added.length + dropped.length === 0 ? await replaceOwn(context, office, flags) : null
  const out = new Set([...dropped, ...(own === null ? [] : [own.old])])
  const fresh = [...added.map(({ key }) => toBase64(key)), ...(own === null ? [] : [own.fresh])]
  const roots = [...new Set([...keyring.roots.filter((key) => !out.has(key)), ...fresh])]
  if (roots.length === 0)
    throw new CandorError('usage', 'no root key would be left', 'add one in the same step, with --add')
  const threshold = thresholdFrom(
    flags.threshold ?? `${Math.min(keyring.threshold, roots.length)}`,
    roots.length,
  )
  await draft(context, office, { roots, threshold }, [], flags)
}

/** A new root key beside the old one, which signs once more; one made before and not published yet is taken again. */
async function replaceOwn(context: Context, { p, folder, newest }: Office, flags: Flags) {
  refuseTaken(folder, flags.out, newest.keyring.seq + 1)
  if (flags.threshold !== undefined) thresholdFrom(flags.threshold, newest.keyring.roots.length)
  const { roots, password } = await unlockRoots(context, p, folder, flags)
  const old = roots.find(({ key }) => newest.keyring.roots.includes(key))
  if (old === undefined)
    throw new CandorError('root_missing', 'none of the root keys here is one of the organisation’s')
  const made = roots.find(({ root, key }) => root.orgId === null && !newest.keyring.roots.includes(key))
  if (made !== undefined) return { old: old.key, fresh: made.key }
  const seed = context.random(SEED)
  const { label } = old.root
  await context.terminal.during('sealing the root key', async () =>
    writeRoot(await nextRootIn(folder), { label, orgId: null, seed }, password, context),
  )
  return { old: old.key, fresh: toBase64(p.verifyingKey(seed)) }
}

function chosen(p: Primitives, { roots }: Keyring, which: string): string {
  const wanted = which.trim().toLowerCase()
  const byNumber = /^\d{1,2}$/.test(wanted) ? roots[Number(wanted) - 1] : undefined
  const found = byNumber === undefined ? roots.filter((key) => isNamed(p, key, wanted)) : [byNumber]
  if (found.length === 1) return found[0] as string
  throw new CandorError(
    'usage',
    `“${which}” is not one of the ${roots.length} root keys`,
    'name it by its number, or by the first words that candor admin journal shows',
  )
}

const isNamed = (p: Primitives, key: string, wanted: string): boolean =>
  wanted.length >= 3 && fingerprintOfRoot(p, key).startsWith(wanted)
