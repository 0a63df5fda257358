// The link, and the lock.

// ---- POST /api/session: the one-time token of the link for a session ----------------------------------------------------

export interface SessionRequest {
  readonly token: string
}
/** Every other request carries it as `authorization: Bearer …`. */
export interface SessionAnswer {
  readonly session: string
  /** 32 bytes, base64url: with it the server proves later on that it is still the one that answered here. */
  readonly proof: string
}

// ---- POST /api/prove: asked before a password is handed over, without a session --------------------------------------------

export interface ProveRequest {
  /** 32 fresh random bytes, base64url. */
  readonly nonce: string
}
export interface ProveAnswer {
  /** HMAC-SHA-256 under `proof` of `candor-desk ORIGIN NONCE`, base64url. */
  readonly mac: string
}

// ---- GET /api/state, POST /api/unlock, POST /api/lock, POST /api/alive ---------------------------------------------------

export interface DeskState {
  readonly locked: boolean
  /** The folder of the vault: so that a person knows which password is asked for. */
  readonly vault: string
  readonly isTrial: boolean
  /** Where the password of a trial lies; null in earnest. */
  readonly passwordFile: string | null
  /** Of this program, such as `0.1.0`. */
  readonly version: string
}

export interface UnlockRequest {
  readonly password: string
}
