import { followChain } from '../../client/directory.ts'
import { readFileBytes } from '../../keyfile/whole-file.ts'
import { fromUtf8, toHex } from '../../protocol/bytes.ts'
import { parseCodename } from '../../protocol/codename.ts'
import { CandorError } from '../../protocol/errors.ts'
import type { TrustedKeyring } from '../../protocol/keyring/chain.ts'
import { dayText } from '../../protocol/time.ts'
import { checkReceipt, type Found, findEnvelopes } from '../../source/receipt.ts'
import { addCommand, type CommandModule, type Context, groups, options } from '../program.ts'
import { readCodename } from '../prompt.ts'
import { openSession, organisationOf } from '../session.ts'
import type { SettingFlags } from '../settings.ts'

interface Flags extends SettingFlags {
  readonly receipt?: string
}

export const receipt: CommandModule = {
  register(program, context) {
    addCommand(program, {
      usage: 'receipt',
      group: groups.sources,
      summary: 'prove with your codename that the server lists your tip',
      about:
        'Reads the whole public list of the server and finds the entry that only your codename can recognise. ' +
        'It names your sealed tip byte for byte: had the server put another in its place, or taken it off the list, nothing would be found. The server does not learn which entry is yours.',
      examples: [
        [
          'candor receipt --server https://tips.example.org --org 4f0c…',
          'asks for the codename without showing it',
        ],
        [
          'candor receipt --receipt receipt.txt < codename.txt',
          'holds a kept receipt against the list as well',
        ],
      ],
    })
      .addOption(options.server())
      .addOption(options.organisation())
      .option('--receipt <file>', 'the receipt that you kept, to check it as well')
      .action((flags: Flags) => findReceipt(context, flags))
  },
}

async function findReceipt(context: Context, flags: Flags): Promise<void> {
  const { terminal } = context
  const { p, api, settings } = await openSession(context, flags)
  const orgId = organisationOf(settings)
  const note = flags.receipt === undefined ? undefined : fromUtf8(await readFileBytes(flags.receipt))
  const entropy = parseCodename(await readCodename(context))
  const trail: TrustedKeyring[] = []
  const trusted = await followChain(p, api, { orgId }, (each) => trail.push(each))
  const found = await terminal.during('reading the list', () => findEnvelopes(p, api, trusted, entropy))
  const kept = note === undefined ? undefined : checkReceipt(p, trail, note, found)
  if (found.length === 0) throw nothing()
  for (const each of found) showFound(context, each)
  if (kept !== undefined)
    terminal.line('Your receipt is genuine, and the server still lists your tip under it.')
  terminal.result({
    organisation: toHex(trusted.orgId),
    envelopes: found.map(({ hash, tag, day }) => ({
      envelope: toHex(hash),
      tag: toHex(tag),
      day: dayText(day),
    })),
    receipt: kept === undefined ? null : 'genuine',
  })
}

function showFound({ terminal }: Context, { hash, day }: Found): void {
  terminal.line(
    { text: `The server lists your tip since ${dayText(day)}.`, style: 'green' },
    ' Its fingerprint is',
  )
  terminal.block(toHex(hash))
}

const nothing = () =>
  new CandorError(
    'not_found',
    'the server’s list has no entry for this codename',
    'a tip that was just sent shows after up to ten minutes; otherwise check the words, the organisation and the address',
  )
