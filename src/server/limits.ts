/** What one connection may cost. */
export interface ConnectionLimits {
  /** Until the headers are whole, in milliseconds. */
  readonly headersMs: number
  /** Until the request is whole: the largest tip over a slow Tor circuit takes minutes. */
  readonly requestMs: number
  /** Without a byte in either direction. */
  readonly silenceMs: number
  readonly keepAliveMs: number
  /** How often the clocks above are looked at. */
  readonly checkMs: number
  readonly connections: number
  /** Of these, for one address or one IPv6 /64; loopback and proxies, whom many share, may have all. */
  readonly connectionsPerAddress: number
  readonly requestsPerConnection: number
}

export const connectionLimits: ConnectionLimits = {
  headersMs: 15_000,
  requestMs: 300_000,
  silenceMs: 60_000,
  keepAliveMs: 10_000,
  checkMs: 3_000,
  connections: 512,
  connectionsPerAddress: 64,
  requestsPerConnection: 10_000,
}

/** For each address, unless the operator sets it: a visit that answers leaves a few. */
export const DROPS_PER_MINUTE = 600

export const LARGEST_HEADER = 8_192
/** A locator's hexadecimal digits. */
export const LONGEST_PARAMETER = 64
