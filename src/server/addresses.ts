import { BlockList, isIP } from 'node:net'
import { normalizeIP } from '@fastify/rate-limit'

/** Whoever holds one address usually holds its whole /64. */
const IPV6_PREFIX = 64

/** One name for all addresses that one holder has; an IPv4 address in its IPv6 spelling is itself. */
export const holderOf = (address: string): string => normalizeIP(address, IPV6_PREFIX)

const loopback = new BlockList()
loopback.addSubnet('127.0.0.0', 8)
loopback.addAddress('::1', 'ipv6')

export const isLoopback = (address: string): boolean =>
  isIP(address) !== 0 && loopback.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4')
