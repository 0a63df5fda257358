import type { Deed, SourceDeed } from '../../../src/local/wire.ts'

/** Whether the source will see it. */
export const isForSource = (deed: Deed | null): deed is SourceDeed =>
  deed !== null && (deed.type === 'say' || deed.type === 'ask' || deed.type === 'tell')
