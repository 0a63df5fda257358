import { toBase64 } from '../../src/protocol/bytes.ts'
import { deriveSourceKeys } from '../../src/protocol/source-keys.ts'
import type { SealingContext, Tip, TipDraft } from '../../src/protocol/tip.ts'
import { sodium } from './implementations.ts'
import { deterministic, makeOrganisation, THIS_EPOCH } from './organisation.ts'

/** Three people at the desk that tips go to, one of them at another desk too, and a fourth at that other desk alone. */
export const organisation = makeOrganisation(sodium, {
  people: 4,
  desks: ['main', 'fraud'],
  at: [['main'], ['main', 'fraud'], ['main'], ['fraud']],
})

export const to: SealingContext = {
  trusted: organisation.trusted,
  epoch: THIS_EPOCH,
  keys: organisation.keys,
}

export const source = deriveSourceKeys(sodium, deterministic('source')(16), organisation.trusted.orgId)

export const draft: TipDraft = {
  language: 'kk',
  answers: [
    { id: 'what', n: 0, text: 'Ақша жоғалды' },
    { id: 'who', n: 0, text: 'A' },
    { id: 'who', n: 1, text: 'B' },
  ],
  desks: ['main'],
  exclude: [],
  escalate: [],
  files: [],
  checkpoint: '',
}

/** The tip that `sealTip` completes from a draft, made by hand. */
export const tipFor = (draft: TipDraft): Tip => ({
  candor: 'tip',
  version: 1,
  verify: toBase64(sodium.verifyingKey(source.signing)),
  seal: toBase64(sodium.kemPublicKey(source.sealing)),
  thread: toBase64(source.thread),
  language: draft.language,
  questionnaire: 1,
  answers: draft.answers,
  desks: draft.desks,
  exclude: draft.exclude,
  escalate: draft.escalate,
  files: draft.files,
  checkpoint: draft.checkpoint,
})

/** The intake secret of the person at `index` for this week. */
export const secretOf = (index: number): Uint8Array => organisation.people[index]?.seeds[0] as Uint8Array

export const idOf = (index: number): string => organisation.people[index]?.id as string
