import { isUtf8 } from 'node:buffer'
import { followChain, prepareSealing } from '../../client/directory.ts'
import { readFileBytes } from '../../keyfile/whole-file.ts'
import { toHex } from '../../protocol/bytes.ts'
import { parseJson } from '../../protocol/canonical.ts'
import { CandorError } from '../../protocol/errors.ts'
import { LARGEST_BODY } from '../../protocol/padding.ts'
import { draftFrom, parseTipInput, type TipInput } from '../../source/draft.ts'
import { type Codename, deliver, newCodename, sealForSending } from '../../source/submit.ts'
import { readPipe } from '../pipe.ts'
import { addCommand, type CommandModule, type Context, groups, options } from '../program.ts'
import { openSession, organisationOf, secondsOf } from '../session.ts'
import type { SettingFlags } from '../settings.ts'

interface Flags extends SettingFlags {
  readonly file: string
}

export const send: CommandModule = {
  register(program, context) {
    addCommand(program, {
      usage: 'send',
      group: groups.sources,
      summary: 'seal a tip on this machine and send it',
      about:
        'Seals a tip so that only the chosen people can open it, sends it, and checks the receipt. ' +
        'Refuses a server whose keys do not belong to the organisation. Prints the codename with which you can come back: it is shown once and kept nowhere. ' +
        'With --json it goes to the error output before anything is sent, and into the answer.',
      examples: [
        [
          'candor send --server https://tips.example.org --org 4f0c… --file tip.json',
          'tip.json holds {"desks":["main"],"exclude":[],"answers":{"what":"…"}}',
        ],
        ['candor send --file -', 'reads the tip from a pipe and sends it to the trial on this machine'],
      ],
    })
      .requiredOption('--file <file>', 'the tip as JSON; - reads it from a pipe')
      .addOption(options.server())
      .addOption(options.organisation())
      .action((flags: Flags) => sendTip(context, flags))
  },
}

async function sendTip(context: Context, flags: Flags): Promise<void> {
  const { terminal, random, stdout } = context
  const input = await readTip(context, flags.file)
  const { p, api, settings } = await openSession(context, flags)
  const orgId = organisationOf(settings)
  const trusted = await followChain(p, api, { orgId })
  const to = await prepareSealing(p, api, trusted, secondsOf(context))
  const codename = newCodename(random)
  const sealed = sealForSending(p, to, codename, draftFrom(trusted.keyring, input), random)
  // Before anything is sent: a connection that breaks must not take the codename with it.
  showCodename(context, codename)
  const receipt = await terminal.during('sending', () => deliver(p, api, to, sealed))
  terminal.line('The server has it, and promises to keep it. This is your receipt:')
  terminal.line()
  // As it is: people copy it, and every line break counts.
  if (!terminal.json) stdout.write(receipt)
  terminal.result({
    organisation: toHex(trusted.orgId),
    codename: codename.words,
    numbers: codename.numbers,
    envelope: toHex(sealed.hash),
    receipt,
  })
}

function showCodename({ terminal, stderr }: Context, { words, numbers }: Codename): void {
  if (terminal.json) stderr.write(`${JSON.stringify({ codename: words, numbers })}\n`)
  terminal.line('Your codename. With these twelve words, in this order, you can come back:')
  terminal.line()
  terminal.block(words)
  terminal.line()
  terminal.line('The same as numbers:')
  terminal.line()
  terminal.block(numbers)
  terminal.line()
}

async function readTip({ stdin }: Context, file: string): Promise<TipInput> {
  const bytes = file === '-' ? await readPipe(stdin, 2 * LARGEST_BODY, tooLong) : await readFileBytes(file)
  // A file in another encoding can still be JSON, with every letter lost.
  const json = isUtf8(bytes) ? parseJson(bytes) : undefined
  if (json === undefined) {
    const what = file === '-' ? 'what came through the pipe' : file
    throw new CandorError(
      'tip_malformed',
      `${what} is not JSON in UTF-8`,
      'a tip looks like {"desks":["main"],"answers":{"what":"…"}}',
    )
  }
  return parseTipInput(json)
}

const tooLong = () =>
  new CandorError('tip_too_long', 'this is too long for one tip', 'send it in several tips')
