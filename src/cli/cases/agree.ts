import { Finding } from '../exit.ts'
import type { Context } from '../program.ts'
import { saysYes } from '../prompt.ts'

/** Asks before something that cannot be taken back; a program that reads the answers has decided already. */
export async function mustAgree(context: Context, yes: boolean | undefined, question: string): Promise<void> {
  if (yes === true || context.terminal.json || (await saysYes(context, question))) return
  context.terminal.note('Nothing was done.')
  throw new Finding('other')
}
