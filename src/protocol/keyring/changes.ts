import type { Desk, Keyring, Question, Recipient } from './statement.ts'

type Policy = keyof Keyring['policy']

/** One thing that differs between two keyrings. People are given as the later keyring has them, where it does. */
export type Change =
  | { readonly type: 'reader-added'; readonly recipient: Recipient; readonly desks: readonly string[] }
  | { readonly type: 'reader-removed'; readonly recipient: Recipient; readonly desks: readonly string[] }
  | { readonly type: 'identity-replaced'; readonly recipient: Recipient; readonly before: Recipient }
  | { readonly type: 'desk-given'; readonly recipient: Recipient; readonly desk: string }
  | { readonly type: 'desk-taken'; readonly recipient: Recipient; readonly desk: string }
  | { readonly type: 'recipient-renamed'; readonly recipient: Recipient; readonly before: Recipient }
  | { readonly type: 'intake-keys'; readonly recipient: Recipient; readonly before: Recipient }
  | { readonly type: 'desk-added' | 'desk-removed'; readonly desk: Desk }
  | { readonly type: 'desk-renamed' | 'desk-described'; readonly desk: Desk; readonly before: Desk }
  | { readonly type: 'order'; readonly of: 'recipients' | 'desks' | 'roots' | 'logKeys' | 'questions' }
  | { readonly type: 'validity'; readonly from: string; readonly until: string }
  | { readonly type: 'root-added' | 'root-removed'; readonly key: string }
  | { readonly type: 'threshold'; readonly before: number; readonly after: number }
  | { readonly type: 'log-key-added' | 'log-key-removed'; readonly key: string }
  | {
      readonly type: 'texts'
      readonly field: 'languages' | 'name' | 'contact'
      readonly after: readonly string[]
    }
  | {
      readonly type: 'questionnaire'
      readonly added: readonly Question[]
      readonly changed: readonly Question[]
      readonly removed: readonly string[]
    }
  | { readonly type: 'policy'; readonly field: Policy; readonly before: number; readonly after: number }
  | {
      readonly type: 'form'
      readonly path: string
      readonly what: 'added' | 'changed' | 'removed'
      /** In base64, `""` when it is removed. */
      readonly sha256: string
    }

/** All that differs: none only when the two are the same but for their places in the chain (docs/protocol.md, 4.1). */
export const changesBetween = (previous: Keyring, next: Keyring): Change[] => [
  ...readers(previous, next),
  ...desks(previous, next),
  ...roots(previous, next),
  ...texts(previous, next),
  ...questions(previous, next),
  ...policy(previous, next),
  ...form(previous, next),
  ...validity(previous, next),
]

/** A genesis changes from nothing to all that it has. */
export const changesOf = (previous: Keyring | null, next: Keyring): Change[] =>
  changesBetween(previous ?? nothingOf(next), next)

function nothingOf(next: Keyring): Keyring {
  const none = {
    desks: [],
    recipients: [],
    roots: [],
    logKeys: [],
    form: [],
    name: [],
    contact: [],
    languages: [],
  }
  const policy = {
    acknowledgeDays: -1,
    feedbackDays: -1,
    envelopeDays: -1,
    dropDays: -1,
    blobDays: -1,
    shardBits: -1,
  }
  return { ...next, ...none, policy, threshold: 0, questionnaire: { version: 0, questions: [] } }
}

const same = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other)

const lacks = <Each extends { readonly id: string }>(all: readonly Each[], { id }: Each): boolean =>
  all.every((each) => each.id !== id)

function readers({ recipients: before }: Keyring, { recipients: after }: Keyring): Change[] {
  const added = after.filter((each) => lacks(before, each))
  const removed = before.filter((each) => lacks(after, each))
  return [
    ...added.map((recipient) => ({ type: 'reader-added', recipient, desks: recipient.desks }) as const),
    ...removed.map((recipient) => ({ type: 'reader-removed', recipient, desks: recipient.desks }) as const),
    ...pairs(before, after).flatMap(([one, other]) => reader(one, other)),
    ...order('recipients', before.map(idOf), after.map(idOf)),
  ]
}

function reader(before: Recipient, recipient: Recipient): Change[] {
  const given = recipient.desks.filter((desk) => !before.desks.includes(desk))
  const taken = before.desks.filter((desk) => !recipient.desks.includes(desk))
  const isNew = before.identity !== recipient.identity
  return [
    ...(isNew ? [{ type: 'identity-replaced', recipient, before } as const] : []),
    ...given.map((desk) => ({ type: 'desk-given', recipient, desk }) as const),
    ...taken.map((desk) => ({ type: 'desk-taken', recipient, desk }) as const),
    ...(same(before.label, recipient.label)
      ? []
      : [{ type: 'recipient-renamed', recipient, before } as const]),
    ...(same(keysOf(before), keysOf(recipient)) ? [] : [{ type: 'intake-keys', recipient, before } as const]),
  ]
}

const keysOf = ({ firstEpoch, epochs, signature }: Recipient) => ({ firstEpoch, epochs, signature })

function desks({ desks: before }: Keyring, { desks: after }: Keyring): Change[] {
  const added = after.filter((each) => lacks(before, each))
  const removed = before.filter((each) => lacks(after, each))
  return [
    ...added.map((desk) => ({ type: 'desk-added', desk }) as const),
    ...removed.map((desk) => ({ type: 'desk-removed', desk }) as const),
    ...pairs(before, after).flatMap(([one, other]) => desk(one, other)),
    ...order('desks', before.map(idOf), after.map(idOf)),
  ]
}

const desk = (before: Desk, desk: Desk): Change[] => [
  ...(same(before.label, desk.label) ? [] : [{ type: 'desk-renamed', desk, before } as const]),
  ...(same(before.about, desk.about) ? [] : [{ type: 'desk-described', desk, before } as const]),
]

function roots(previous: Keyring, next: Keyring): Change[] {
  const [old, fresh] = [previous.threshold, next.threshold]
  return [
    ...keys('root', previous.roots, next.roots),
    ...order('roots', previous.roots, next.roots),
    ...(old === fresh ? [] : [{ type: 'threshold', before: old, after: fresh } as const]),
    ...keys('log-key', previous.logKeys, next.logKeys),
    ...order('logKeys', previous.logKeys, next.logKeys),
  ]
}

const keys = (kind: 'root' | 'log-key', before: readonly string[], after: readonly string[]): Change[] => [
  ...after.filter((key) => !before.includes(key)).map((key) => ({ type: `${kind}-added`, key }) as const),
  ...before.filter((key) => !after.includes(key)).map((key) => ({ type: `${kind}-removed`, key }) as const),
]

const texts = (previous: Keyring, next: Keyring): Change[] =>
  (['languages', 'name', 'contact'] as const)
    .filter((field) => !same(previous[field], next[field]))
    .map((field) => ({ type: 'texts', field, after: next[field] }))

function questions({ questionnaire: before }: Keyring, { questionnaire: after }: Keyring): Change[] {
  if (same(before, after)) return []
  const ids = (all: readonly { readonly id: string }[]) => all.map(({ id }) => id)
  const changed = pairs(before.questions, after.questions).filter(([one, other]) => !same(one, other))
  return [
    {
      type: 'questionnaire',
      added: after.questions.filter((each) => lacks(before.questions, each)),
      changed: changed.map(([, each]) => each),
      removed: ids(before.questions.filter((each) => lacks(after.questions, each))),
    },
    ...order('questions', ids(before.questions), ids(after.questions)),
  ]
}

const policy = ({ policy: before }: Keyring, { policy: after }: Keyring): Change[] =>
  (Object.keys(after) as Policy[])
    .filter((field) => before[field] !== after[field])
    .map((field) => ({ type: 'policy', field, before: before[field], after: after[field] }))

function form({ form: before }: Keyring, { form: after }: Keyring): Change[] {
  const hashOf = (files: Keyring['form'], path: string) => files.find((each) => each.path === path)?.sha256
  const paths = [...new Set([...before, ...after].map(({ path }) => path))].sort()
  return paths.flatMap((path): Change[] => {
    const [one, other] = [hashOf(before, path), hashOf(after, path)]
    if (one === other) return []
    const what = one === undefined ? 'added' : other === undefined ? 'removed' : 'changed'
    return [{ type: 'form', path, what, sha256: other ?? '' }]
  })
}

const validity = (previous: Keyring, next: Keyring): Change[] =>
  previous.validFrom === next.validFrom && previous.validUntil === next.validUntil
    ? []
    : [{ type: 'validity', from: next.validFrom, until: next.validUntil }]

const idOf = ({ id }: { readonly id: string }): string => id

/** Those that both have, by their ids. */
const pairs = <Each extends { readonly id: string }>(before: readonly Each[], after: readonly Each[]) =>
  after.flatMap((each): (readonly [Each, Each])[] => {
    const old = before.find(({ id }) => id === each.id)
    return old === undefined ? [] : [[old, each]]
  })

/** Whether those that both have stand in another order. */
function order(
  of: 'recipients' | 'desks' | 'roots' | 'logKeys' | 'questions',
  before: readonly string[],
  after: readonly string[],
): Change[] {
  const kept = before.filter((each) => after.includes(each))
  const now = after.filter((each) => before.includes(each))
  return same(kept, now) ? [] : [{ type: 'order', of }]
}
