export { noble } from '../../../src/protocol/primitives/noble.ts'
