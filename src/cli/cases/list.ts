import { caseSummaries } from '../../desk/casework/casework.ts'
import type { Cabinet } from '../../desk/vault/cabinet.ts'
import { CandorError } from '../../protocol/errors.ts'
import type { Trail } from '../../protocol/keyring/trail.ts'
import { STATUSES } from '../../protocol/thread/events.ts'
import { oneOf } from '../one-of.ts'
import type { ListedCase } from './open.ts'
import { desksEver, findNamed, peopleEver } from './people.ts'

/** Which cases are listed, and in which order. */
export interface Choice {
  readonly due?: boolean
  readonly label?: string
  readonly status?: string
  readonly assigned?: string
  readonly desk?: string
}

type Test = (each: ListedCase) => boolean

/**
 * The cases that were asked for: by number, or those whose clock runs out first.
 * @throws `usage` for a name that nobody and nothing has
 */
export function chosenCases(cabinet: Cabinet, trail: Trail, me: string, choice: Choice): ListedCase[] {
  const tests = testsOf(trail, me, choice)
  const cases = caseSummaries(cabinet).filter((each) => tests.every((test) => test(each)))
  return choice.due === true ? cases.toSorted((a, b) => dueOf(a) - dueOf(b)) : cases
}

/** When the next clock of a case runs out; never for one without. */
export const dueOf = ({ summary }: ListedCase): number =>
  summary.progress?.clock?.due ?? Number.POSITIVE_INFINITY

function testsOf(trail: Trail, me: string, { label, status, assigned, desk }: Choice): Test[] {
  const tests: Test[] = []
  if (label !== undefined) tests.push(hasLabel(label))
  if (status !== undefined) tests.push(hasStatus(status))
  if (assigned !== undefined) tests.push(isAssigned(trail, me, assigned))
  if (desk !== undefined) tests.push(isAtDesk(trail, desk))
  return tests
}

function hasLabel(text: string): Test {
  const wanted = folded(text)
  if (wanted === '') throw new CandorError('usage', 'the label is empty', 'name one that cases have')
  return ({ summary }) => summary.progress?.labels.some((each) => folded(each) === wanted) === true
}

const folded = (text: string) => text.normalize('NFC').trim().toLowerCase()

function hasStatus(text: string): Test {
  const wanted = oneOf(STATUSES, text, 'a status')
  return ({ summary }) => summary.progress?.status === wanted
}

function isAssigned(trail: Trail, me: string, who: string): Test {
  const wanted =
    who === 'nobody' ? null : who === 'me' ? me : findNamed(peopleEver(trail), who, 'colleague').id
  return ({ summary }) => (summary.progress?.assignee ?? null) === wanted
}

function isAtDesk(trail: Trail, text: string): Test {
  const { id } = findNamed(desksEver(trail), text, 'desk')
  return ({ summary }) => summary.desks.includes(id)
}
