import { questionnaire } from '../../src/admin/template.ts'
import { encodeRow, summarise } from '../../src/desk/case/case.ts'
import { encodeWatch, firstWatch } from '../../src/desk/case/watch.ts'
import type { Cabinet } from '../../src/desk/vault/cabinet.ts'
import { openLedger, readState } from '../../src/desk/vault/state.ts'
import { toHex, toUtf8 } from '../../src/protocol/bytes.ts'
import { trustGenesis } from '../../src/protocol/keyring/chain.ts'
import type { Primitives } from '../../src/protocol/primitives/primitives.ts'
import type { TipDraft } from '../../src/protocol/tip.ts'
import { makeOrganisation, signAll, type TestOrganisation, THIS_EPOCH, TODAY } from './organisation.ts'
import { tipFor } from './tips.ts'

/** What a source answers, by the id of the question; in Russian unless told. */
export type Answers = Readonly<Record<string, string>>

export const draftWith = (answers: Answers, language = 'ru'): TipDraft => ({
  language,
  answers: Object.entries(answers).map(([id, text]) => ({ id, n: 0, text })),
  desks: ['main'],
  exclude: [],
  escalate: [],
  files: [],
  checkpoint: '',
})

/** An organisation that asks what organisations ask that wrote no questions of their own. */
export function askingOrganisation(p: Primitives, people: number): TestOrganisation {
  const organisation = makeOrganisation(p, { people, seed: 'asking' })
  const keyring = { ...organisation.keyring, questionnaire }
  const statement = signAll(p, keyring, organisation.roots)
  return { ...organisation, keyring, statement, trusted: trustGenesis(p, statement, null) }
}

/** Puts tips into a vault as a sync does once it has opened them. Answers with the numbers of the cases. */
export function fileCases(
  p: Primitives,
  cabinet: Cabinet,
  { statement, keyring, people }: TestOrganisation,
  drafts: readonly TipDraft[],
): readonly number[] {
  const ledger = openLedger(cabinet)
  const { keyringSeq } = readState(cabinet).state
  const first = cabinet.summaries().length
  const cases = drafts.map((draft, i) => {
    const envelope = p.sha256(toUtf8(`case ${first + i}`))
    const opened = { status: 'sound', tip: tipFor(draft), slots: [], seed: '' } as const
    const facts = { name: `amber-river${first + i}`, day: TODAY, batch: 1, size: 20_000 }
    const under = { keyringSeq: 1, epoch: THIS_EPOCH }
    const record = { envelope: toHex(envelope), ...facts, ...under, opened }
    const watch = firstWatch(p, record, keyring, people[0]?.id ?? '')
    return {
      hash: envelope,
      summary: encodeRow(summarise(record, { hidden: false, progress: null })),
      watch: encodeWatch(watch),
      content: encodeRow(record),
    }
  })
  const items = keyringSeq === 0 ? [{ name: 'keyring/1', content: statement }] : []
  return ledger.file({ keyringSeq: 1 }, { items, cases }).filter((number) => number !== null)
}
