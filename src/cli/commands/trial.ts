import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { loadPrimitives } from '../../desk/primitives.ts'
import { makePrivateFolder } from '../../keyfile/whole-file.ts'
import { toHex } from '../../protocol/bytes.ts'
import { CandorError } from '../../protocol/errors.ts'
import { formIn, RELEASED_FORM } from '../form-folder.ts'
import { addCommand, type CommandModule, type Context, groups, options } from '../program.ts'
import { layOut } from '../trial/lay-out.ts'
import { OVERSEER } from '../trial/people.ts'
import { publish } from '../trial/publish.ts'

interface Flags {
  readonly unlessOrganisation?: boolean
  readonly form?: string
  readonly oversight?: boolean
}

export const trial: CommandModule = {
  register(program, context) {
    addCommand(program, {
      usage: 'trial',
      group: groups.trying,
      summary: 'make an organisation to try Candor with',
      about:
        'Makes a trial organisation with one desk and two investigators in the data folder, for looking around on this machine. ' +
        'Its keys lie beside their password, so it protects nothing. Run it while the server is stopped; npm start does it by itself. ' +
        'Run again after an upgrade, it signs the new files of the form.',
      examples: [
        ['candor trial', 'makes it in ./data/trial, or in $CANDOR_DATA/trial'],
        ['candor trial --oversight', 'with a second desk, to try what happens when the first one is late'],
      ],
    })
      .option('--unless-organisation', 'do nothing when CANDOR_ORG is set, or there is one already')
      .option('--oversight', 'with a second desk and an investigator of its own')
      .addOption(options.form())
      .action((flags: Flags) => makeTrial(context, flags))
  },
}

async function makeTrial(
  context: Context,
  { unlessOrganisation, form, oversight = false }: Flags,
): Promise<void> {
  const { env, terminal } = context
  const data = env['CANDOR_DATA'] || 'data'
  const folder = join(data, 'trial')
  const quiet = unlessOrganisation === true
  if (env['CANDOR_ORG'] || (quiet && holdsAnother(data, folder))) {
    if (quiet) return terminal.result({ trial: null })
    throw new CandorError(
      'usage',
      'CANDOR_ORG names an organisation already',
      'unset it to try Candor with a trial organisation',
    )
  }
  const p = await loadPrimitives()
  const made = { context, p, data, folder, oversight, form: await formIn(p, form ?? RELEASED_FORM) }
  await makePrivateFolder(data)
  if (!existsSync(join(folder, 'genesis.json'))) {
    await terminal.during('making a trial organisation', () => layOut(made))
    terminal.line(`Made a trial organisation in ${folder}. It is for looking around: it protects nothing.`)
  } else if (oversight && !existsSync(join(folder, 'vaults', OVERSEER.name))) throw madeWithoutIt(data)
  const { orgId, renewed } = await publish(made)
  if (renewed) terminal.line('The files of the form have changed: the trial signed the new ones.')
  terminal.result({ trial: folder, organisation: toHex(orgId) })
}

const madeWithoutIt = (data: string) =>
  new CandorError(
    'usage',
    'there is a trial organisation already, with one desk',
    `stop the server and delete ${data} to start again`,
  )

/** A database without a trial beside it belongs to a real organisation. */
const holdsAnother = (data: string, folder: string): boolean =>
  existsSync(join(data, 'candor.db')) && !existsSync(folder)
