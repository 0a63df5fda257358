/** The smallest module: where it cannot be made, libsodium cannot either. */
const EMPTY_MODULE = Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0)

/** Tor Browser at “Safer” takes WebAssembly away; a strict policy lets it stand and refuses every module. */
export async function runsWebAssembly(): Promise<boolean> {
  try {
    const { instance } = await WebAssembly.instantiate(EMPTY_MODULE)
    return instance instanceof WebAssembly.Instance
  } catch {
    return false
  }
}
