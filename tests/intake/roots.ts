import type { Bytes } from '../../src/protocol/bytes.ts'
import { rootRequestId } from '../../src/protocol/request.ts'
import type { TestOrganisation, TestPerson } from '../support/organisation.ts'
import { p } from './support.ts'

/** A root as somebody who signs requests. */
export function asRoot({ people, roots }: TestOrganisation, seed = roots[0] as Bytes): TestPerson {
  return { ...(people[0] as TestPerson), id: rootRequestId(p, p.verifyingKey(seed)), identity: seed }
}
