import type { Findings } from '../../protocol/thread/read.ts'
import type { FindingView } from '../wire.ts'

type Code = FindingView['code']

/** What is wrong with a thread, by what it is and whose messages they are; nothing when all is well. */
export function findingsView({ missing, forked, aside }: Findings): FindingView[] {
  const found = [
    ...missing.map(({ author }) => ({ code: 'missing' as const, author })),
    ...forked.map(({ author }) => ({ code: 'forked' as const, author })),
    ...aside.flatMap(({ why, author }) => (isLoss(why) ? [{ code: why, author }] : [])),
  ]
  const counts = new Map<string, FindingView>()
  for (const { code, author } of found) {
    const name = `${code} ${author}`
    counts.set(name, { code, author, count: (counts.get(name)?.count ?? 0) + 1 })
  }
  return [...counts.values()]
}

/** By the others nothing is lost; what is forked was said already. */
const isLoss = (why: Findings['aside'][number]['why']): why is Exclude<Code, 'missing' | 'forked'> =>
  why !== 'interrupted' && why !== 'repeated' && why !== 'forked'
