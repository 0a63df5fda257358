import type { CaseView, NameView } from '../../../src/local/wire.ts'

/** The names of a case, with what waits to leave counted in: what somebody has just added stands there at once. */
export function namesNow({ team, waiting }: Pick<CaseView, 'team' | 'waiting'>): readonly NameView[] {
  return waiting.reduce<readonly NameView[]>((names, { deed }) => {
    if (deed?.type !== 'name') return names
    const { kind, name } = deed
    const others = names.filter((each) => each.from === 'tip' || each.kind !== kind || each.name !== name)
    return deed.on ? [...others, { kind, name, from: 'team' }] : others
  }, team.names)
}
