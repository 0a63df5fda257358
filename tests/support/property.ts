/** Promises that hold for all inputs. */
export { fc, test } from '@fast-check/vitest'
