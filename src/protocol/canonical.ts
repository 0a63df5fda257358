import * as v from 'valibot'
import { type Bytes, equal, fromUtf8, toUtf8 } from './bytes.ts'

/**
 * One value, one spelling (docs/protocol.md, 3): parses strict JSON into an exact type, and refuses bytes that
 * differ in any way from how the value would be written. Returns null; what that means is for the caller to say.
 */
export function parseCanonical<const Schema extends v.GenericSchema>(
  schema: Schema,
  bytes: Bytes,
): v.InferOutput<Schema> | null {
  const value = parseJson(bytes)
  const result = v.safeParse(schema, value, { abortEarly: true })
  return result.success && equal(encodeCanonical(result.output), bytes) ? result.output : null
}

/** The only spelling: fields in the order of the schema, no white space, JSON's shortest escapes. */
export const encodeCanonical = (value: unknown): Bytes => toUtf8(JSON.stringify(value))

/** JSON or undefined. */
export function parseJson(bytes: Bytes): unknown {
  try {
    return JSON.parse(fromUtf8(bytes)) as unknown
  } catch {
    return undefined
  }
}

/** Text without lone surrogates, `min` to `max` bytes long as UTF-8. */
export const text = (max: number, min = 0) =>
  v.pipe(
    v.string(),
    v.maxLength(max),
    v.regex(/^\P{Surrogate}*$/u),
    v.check((value) => {
      const { length } = toUtf8(value)
      return length >= min && length <= max
    }),
  )

/** Exactly `length` bytes as padded standard base64: the last character before the padding holds only bits that count. */
export const base64Of = (length: number) => v.pipe(v.string(), v.regex(base64Pattern(length)))

function base64Pattern(length: number): RegExp {
  const endings = ['', '[AQgw]==', '[AEIMQUYcgkosw048]=']
  const ending = endings[length % 3] as string
  const characters = Math.ceil((length * 4) / 3) - (ending === '' ? 0 : 1)
  return new RegExp(`^[A-Za-z0-9+/]{${characters}}${ending}$`)
}

/** Exactly `length` bytes as lower-case hexadecimal. */
export const hexOf = (length: number) => v.pipe(v.string(), v.regex(new RegExp(`^[0-9a-f]{${length * 2}}$`)))

/** A whole number from `min` to `max`. */
export const whole = (min: number, max: number) =>
  v.pipe(v.number(), v.integer(), v.minValue(min), v.maxValue(max))

/** A short name used in files and commands: a lower-case letter, then letters, digits and hyphens. */
export const slug = v.pipe(v.string(), v.regex(/^[a-z][a-z0-9-]{0,31}$/))

/** An array of `min` to `max` items. */
export const list = <const Item extends v.GenericSchema>(item: Item, min: number, max: number) =>
  v.pipe(v.array(item), v.minLength(min), v.maxLength(max))

export const distinct = (values: readonly string[]): boolean => new Set(values).size === values.length

/** Whether `values` are all in `order`, each once and in that order. */
export function ordered(values: readonly string[], order: readonly string[]): boolean {
  const places = values.map((value) => order.indexOf(value))
  return places.every((place, i) => place >= 0 && (i === 0 || place > (places[i - 1] as number)))
}
