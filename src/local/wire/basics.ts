// What every part of the wire speaks of.

/** A recipient's id, 32 hexadecimal digits. */
export type PersonId = string
/** `source`, or a recipient's id. */
export type AuthorId = string
/** One text for each language of the organisation. */
export type Texts = Readonly<Record<string, string>>
/** Days since 1970-01-01 UTC. */
export type Day = number
/** Unix seconds. */
export type Moment = number

/** Every refusal. */
export interface Refusal {
  /** A stable code: those of the commands, and `locked`, `session_missing`, `request_malformed`. */
  readonly code: string
  readonly message: string
  readonly hint?: string
  /** The intake server said so: it is about that server, and not about this computer. */
  readonly isFromServer?: boolean
}
