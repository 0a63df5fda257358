import { type Bytes, toBase64 } from '../protocol/bytes.ts'
import { encodeStatement, type Statement } from '../protocol/keyring/dsse.ts'
import { signStatement } from '../protocol/keyring/sign.ts'
import { type Desk, encodeKeyring, type Keyring, type Recipient } from '../protocol/keyring/statement.ts'
import type { Signatures } from '../protocol/primitives/primitives.ts'
import { dayText } from '../protocol/time.ts'
import { defaultPolicy, languages, questionnaire } from './template.ts'

/** What an admin decides about a new organisation. */
export interface Founding {
  readonly name: readonly string[]
  readonly contact: readonly string[]
  readonly desks: readonly Desk[]
  readonly recipients: readonly Recipient[]
  /** Ed25519 seeds; all of them sign the first keyring. */
  readonly roots: readonly Bytes[]
  readonly threshold: number
  /** Ed25519 verification keys of the server, 32 bytes each. */
  readonly logKeys: readonly Bytes[]
  /** Days since 1970-01-01 UTC. */
  readonly today: number
  readonly validDays: number
}

/**
 * The first keyring of an organisation, signed; the hash of its payload is the organisation's id (docs/protocol.md, 4).
 * @throws `keyring_malformed`, naming the rule that the choices break
 */
export function foundOrganisation(p: Signatures, founding: Founding): Bytes {
  const unsigned: Statement = { payload: encodeKeyring(genesisOf(p, founding)), signatures: [] }
  return encodeStatement(
    founding.roots.reduce((statement, seed) => signStatement(p, statement, seed), unsigned),
  )
}

const genesisOf = (p: Signatures, founding: Founding): Keyring => ({
  candor: 'keyring',
  version: 1,
  seq: 1,
  previous: '',
  validFrom: dayText(founding.today),
  validUntil: dayText(founding.today + founding.validDays),
  threshold: founding.threshold,
  roots: founding.roots.map((seed) => toBase64(p.verifyingKey(seed))),
  logKeys: founding.logKeys.map(toBase64),
  languages: [...languages],
  name: [...founding.name],
  contact: [...founding.contact],
  desks: [...founding.desks],
  recipients: [...founding.recipients],
  questionnaire,
  policy: defaultPolicy,
  form: [],
})
