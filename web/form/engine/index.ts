import type { Primitives } from '../../../src/protocol/primitives/primitives.ts'
import type { Loader } from '../loader.ts'
import { runsWebAssembly } from './wasm.ts'

/** libsodium where WebAssembly runs, otherwise the same in plain JavaScript; one of them is fetched, not both. */
export async function loadEngine(load: Loader): Promise<Primitives> {
  if (await runsWebAssembly()) {
    const { loadSodium } = await load<typeof import('./sodium.ts')>('sodium.js')
    const sodium = await loadSodium().catch(() => null)
    if (sodium !== null) return sodium
  }
  return (await load<typeof import('./noble.ts')>('noble.js')).noble
}
