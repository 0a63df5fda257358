import { writeRoot } from '../../admin/roots.ts'
import { noteSigned, signedAnother } from '../../admin/signed-drafts.ts'
import { makePrivateFolder } from '../../keyfile/whole-file.ts'
import { equal } from '../../protocol/bytes.ts'
import { CandorError } from '../../protocol/errors.ts'
import { checkGoesOn } from '../../protocol/keyring/goes-on.ts'
import { type Ceremony, openProposal, signProposal } from '../../protocol/keyring/proposal.ts'
import { addCommand, type CommandModule, type Context, groups, options } from '../program.ts'
import { saysYes } from '../prompt.ts'
import { sayNext } from './draft.ts'
import { readProposal, updateProposal } from './files.ts'
import { openPlace, type Place, remember, withFolder, yesOption } from './place.ts'
import { ceremonyResult, showCeremony } from './show-ceremony.ts'
import { type OwnRoot, type RootFlags, rootFileOption, unlockRoots } from './unlock-roots.ts'

export const sign: CommandModule = {
  register(program, context) {
    const command = addCommand(program, {
      usage: 'sign <proposal>',
      group: groups.admins,
      summary: 'look at a proposal and sign it with the root key here',
      about:
        'Checks a proposal and the whole chain before it, shows in plain words what changes and who agreed, asks, and adds the signature of every root key in the admin’s folder that counts. ' +
        'Needs no connection: the file can come and go on a memory stick.',
      examples: [['candor admin sign proposal-2.json', 'shows it, asks, and signs it']],
    })
    withFolder(command)
      .addOption(options.passwordFile())
      .addOption(rootFileOption())
      .addOption(yesOption())
      .action((file: string, flags: RootFlags) => signFile(context, file, flags))
  },
}

async function signFile(context: Context, file: string, flags: RootFlags): Promise<void> {
  const { terminal } = context
  const place = await openPlace(context, flags)
  const { p, folder, seen } = place
  const ceremony = openProposal(p, await readProposal(file), null)
  checkGoesOn(seen?.trail ?? [], ceremony.previous === null ? [ceremony.draft] : ceremony.trail)
  const { roots, password } = await unlockRoots(context, p, folder, flags)
  const able = rootsFor(ceremony, roots)
  showCeremony(context, p, ceremony)
  const fresh = able.filter(
    ({ key }) => !ceremony.consent.roots.some((each) => each.key === key && each.signed),
  )
  if (fresh.length === 0) {
    terminal.line('You have signed it already.')
    return terminal.result({ ...ceremonyResult(p, ceremony), file })
  }
  const another = await signedAnother(folder, ceremony.draft)
  if (another) warnOfAnother(context, ceremony)
  await askYes(context, flags, 'Sign this?')
  const signed = fresh.reduce((each, { root }) => signProposal(p, each, root.seed), ceremony.proposal)
  await bindRoots(context, place, ceremony, able, password)
  await makePrivateFolder(folder)
  await noteSigned(folder, ceremony.draft)
  await updateProposal(file, signed)
  const now = openProposal(p, signed, null)
  terminal.line('Signed.')
  sayNext(context, file, now)
  terminal.result({ ...ceremonyResult(p, now), file, signedAnother: another })
}

function warnOfAnother({ terminal }: Context, { draft }: Ceremony): void {
  terminal.note(
    { text: 'warning:', style: 'red' },
    ` you have signed another draft of keyring ${draft.keyring.seq} before. ` +
      'If both were published, some people would be shown the one and some the other. ' +
      'Sign this one only when you know why there are two, and that the other is thrown away.',
  )
}

/** @throws `keyring_foreign` for a root that signed for another organisation; `root_missing` when none counts */
function rootsFor({ draft, consent }: Ceremony, roots: readonly OwnRoot[]): readonly OwnRoot[] {
  if (roots.some(({ root }) => root.orgId !== null && !equal(root.orgId, draft.orgId)))
    throw new CandorError(
      'keyring_foreign',
      'this proposal belongs to another organisation than the root key here',
      'check which file and which folder were named, and who sent the file',
    )
  const able = roots.filter(({ key }) => consent.roots.some((each) => each.key === key))
  if (able.length > 0) return able
  throw new CandorError(
    'root_missing',
    'the root key here is none of those that can sign this',
    'check which file and which folder were named',
  )
}

/** From then on nothing older and nothing of another organisation is signed here. */
async function bindRoots(
  context: Context,
  place: Place,
  { draft, previous, trail, proposal }: Ceremony,
  roots: readonly OwnRoot[],
  password: string,
): Promise<void> {
  // A first keyring is bound to nothing yet: it may be thrown away and made again.
  if (previous === null) return
  await remember(place, { trail, statements: proposal.chain })
  const { orgId } = draft
  for (const { path, root } of roots)
    if (root.orgId === null) await writeRoot(path, { ...root, orgId }, password, context, true)
}

export async function askYes(
  context: Context,
  { yes }: Pick<RootFlags, 'yes'>,
  question: string,
): Promise<void> {
  if (yes === true || (await saysYes(context, question))) return
  throw new CandorError('usage', 'nothing was signed', 'ask whoever sent the file, over another channel')
}
