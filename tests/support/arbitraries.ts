import * as fc from 'fast-check'

/** Exactly `length` bytes. */
export const bytesOf = (length: number) => fc.uint8Array({ minLength: length, maxLength: length })

/** Up to `max` bytes. */
export const bytesUpTo = (max: number, min = 0) => fc.uint8Array({ minLength: min, maxLength: max })

/** Text of every script, without lone surrogates. */
export const anyText = (minLength = 0, maxLength = 60) =>
  fc.string({ unit: 'binary', minLength, maxLength }).filter((text) => !/\p{Surrogate}/u.test(text))
