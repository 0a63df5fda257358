import { access } from 'node:fs/promises'
import { nextRootIn, openRoot, type Root, rootsIn, writeRoot } from '../../admin/roots.ts'
import { loadPrimitives } from '../../desk/primitives.ts'
import { toBase64 } from '../../protocol/bytes.ts'
import { SEED } from '../../protocol/primitives/primitives.ts'
import { encodeRootFile } from '../../protocol/root-file.ts'
import { addCommand, type CommandModule, type Context, groups, options } from '../program.ts'
import { readNewPassword, readPassword } from '../prompt.ts'
import { readSettings } from '../settings.ts'
import { shortText } from '../words.ts'
import { writeForOthers } from './files.ts'
import { type AdminFlags, folderOf, withFolder } from './place.ts'
import { fingerprintOfRoot } from './show-ceremony.ts'

interface Flags extends AdminFlags {
  readonly out?: string
  readonly name: string
}

export const root: CommandModule = {
  register(program, context) {
    const command = addCommand(program, {
      usage: 'root',
      group: groups.admins,
      summary: 'make a root key on this machine',
      about:
        'Makes a root key, sealed under a new password, and beside it a public file for whoever makes or changes the organisation. ' +
        'With several root keys on several machines, no single admin can change who reads. Compare the twelve words over another channel.',
      examples: [
        ['candor admin root --name "Director"', 'makes one in the admin’s folder'],
        ['candor admin root --out /media/stick/root.json', 'makes one on a memory stick'],
      ],
    })
    withFolder(command)
      .addOption(options.passwordFile())
      .option('--out <file>', 'where the sealed file goes; the public one goes beside it')
      .option('--name <text>', 'whose it is', 'root')
      .action((flags: Flags) => makeRoot(context, flags))
  },
}

async function makeRoot(context: Context, flags: Flags): Promise<void> {
  const { terminal } = context
  const p = await loadPrimitives()
  const folder = folderOf(context, flags)
  const half = await withoutPublic(flags.out === undefined ? await rootsIn(folder) : [flags.out])
  const path = half ?? flags.out ?? (await nextRootIn(folder))
  const made = half === null ? await createRoot(context, path, flags) : await openHalf(context, half, flags)
  const open = publicPath(path)
  await writeForOthers(open, encodeRootFile({ label: made.label, key: p.verifyingKey(made.seed) }))
  const words = fingerprintOfRoot(p, toBase64(p.verifyingKey(made.seed)))
  terminal.line(`The root key is in ${path}. Keep it and its password apart, and a copy of both.`)
  terminal.line(`Give ${open} to whoever makes the keyring. Its words, to compare over another channel:`)
  terminal.block(words)
  terminal.result({ root: path, public: open, fingerprint: words })
}

/** A root key that was made, and whose public half was not written: somebody was interrupted, or it came with an organisation. */
async function withoutPublic(paths: readonly string[]): Promise<string | null> {
  const exists = (path: string) => access(path).then(yes, no)
  for (const path of paths) if ((await exists(path)) && !(await exists(publicPath(path)))) return path
  return null
}

const yes = () => true
const no = () => false

async function openHalf(context: Context, path: string, flags: Flags): Promise<Root> {
  const { passwordFile: file } = readSettings(flags, context)
  const password = await readPassword(context, { what: `the root key in ${path}`, file })
  return context.terminal.during('unlocking', () => openRoot(path, password))
}

/** @throws `file_exists` */
export async function createRoot(
  context: Context,
  path: string,
  flags: AdminFlags & { readonly name?: string },
): Promise<Root> {
  const { random, terminal } = context
  const { passwordFile: file } = readSettings(flags, context)
  const password = await readNewPassword(context, { what: `the root key in ${path}`, file })
  const label = shortText(flags.name ?? 'root', 200, 'the name') || 'root'
  const made: Root = { label, orgId: null, seed: random(SEED) }
  await terminal.during('sealing the root key', () => writeRoot(path, made, password, context))
  return made
}

const publicPath = (path: string): string =>
  `${path.endsWith('.json') ? path.slice(0, -'.json'.length) : path}-public.json`
