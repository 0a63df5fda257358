import { type Bytes, toBase64 } from '../protocol/bytes.ts'
import type { Desk, Keyring, Recipient } from '../protocol/keyring/statement.ts'
import type { Signatures } from '../protocol/primitives/primitives.ts'
import { dayText } from '../protocol/time.ts'
import { signKeyring } from './sign-keyring.ts'
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
  /** The files of the form; none by default, so that no form is compared with anything. */
  readonly form?: Keyring['form']
}

/**
 * The first keyring of an organisation, signed; the hash of its payload is the organisation's id (docs/protocol.md, 4).
 * @throws `keyring_malformed`, naming the rule that the choices break
 */
export const foundOrganisation = (p: Signatures, founding: Founding): Bytes =>
  signKeyring(p, genesisOf(p, founding), founding.roots)

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
  form: [...(founding.form ?? [])],
})
