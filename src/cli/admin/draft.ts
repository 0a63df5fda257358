import { Option } from 'commander'
import { draftNext } from '../../admin/draft.ts'
import type { KeyringChanges } from '../../admin/successor.ts'
import { openProposal, type RecipientBlock } from '../../protocol/keyring/proposal.ts'
import { today } from '../cases/when.ts'
import type { Context } from '../program.ts'
import { writeProposal } from './files.ts'
import type { AdminFlags, Office } from './place.ts'
import { ceremonyResult, missingText, showCeremony } from './show-ceremony.ts'

export interface DraftFlags extends AdminFlags {
  readonly out?: string
}

export const outOption = () =>
  new Option('--out <file>', 'where the proposal goes, instead of the admin’s folder')

/** Drafts the next keyring, shows what it changes, and writes it for others to sign. */
export async function draft(
  context: Context,
  { p, folder, chain }: Pick<Office, 'p' | 'folder' | 'chain'>,
  changes: KeyringChanges,
  blocks: readonly RecipientBlock[],
  { out }: DraftFlags,
): Promise<void> {
  const proposal = draftNext(chain, changes, blocks, today(context))
  // Whoever signs checks the same: better to find a fault before it is sent around.
  const ceremony = openProposal(p, proposal, null)
  const path = await writeProposal(folder, out, ceremony.draft.keyring.seq, proposal)
  showCeremony(context, p, ceremony)
  sayNext(context, path, ceremony)
  context.terminal.result({ ...ceremonyResult(p, ceremony), file: path })
}

/** What has to happen to a proposal now. */
export function sayNext(
  { terminal }: Context,
  path: string,
  ceremony: Parameters<typeof missingText>[0],
): void {
  const { consent } = ceremony
  terminal.line()
  terminal.line(`The proposal is in ${path}.`)
  if (consent.complete) return terminal.line(`Publish it: candor admin publish ${path}`)
  if (Math.max(consent.rootsMissing.before, consent.rootsMissing.after) > 0)
    terminal.line(`Whoever has a root key signs it: candor admin sign ${path}`)
  if (consent.approved.length < consent.approvalsNeeded)
    terminal.line(`Colleagues approve it: candor approve ${path}`)
}
