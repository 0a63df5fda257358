export { loadSodium } from '../../../src/protocol/primitives/sodium.ts'
