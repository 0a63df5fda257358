import type { Server } from 'node:http'
import type { Socket } from 'node:net'
import { holderOf, isLoopback } from './addresses.ts'

/**
 * Closes connections of an address beyond its share: with headers that never end it could otherwise hold all there are,
 * and no limit on requests would see it. Loopback has no share, since all of Tor comes from there.
 */
export function limitShares(server: Server, share: number): void {
  // Addresses in plain: the open sockets hold them anyway, and none stays here longer.
  const held = new Map<string, number>()

  const release = (holder: string): void => {
    const left = (held.get(holder) ?? 0) - 1
    if (left > 0) held.set(holder, left)
    else held.delete(holder)
  }

  server.on('connection', (socket: Socket) => {
    const { remoteAddress } = socket
    if (remoteAddress === undefined || isLoopback(remoteAddress)) return
    const holder = holderOf(remoteAddress)
    const count = held.get(holder) ?? 0
    if (count >= share) {
      socket.destroy()
      return
    }
    held.set(holder, count + 1)
    socket.once('close', () => release(holder))
  })
}
