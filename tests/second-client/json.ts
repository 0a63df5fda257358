import { type Bytes, demand, fromBase64, fromHex, fromUtf8, Refusal, refusing, same, utf8 } from './bytes.ts'

/** Reads one value, or refuses it. */
export type Rule<T> = (value: unknown) => T

export type Read<R> = R extends Rule<infer T> ? T : never

type Rules = Record<string, Rule<unknown>>

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** 3: refused unless writing out what was read gives the same bytes. */
export const readJson = (bytes: Bytes): unknown => {
  const value: unknown = refusing('not JSON', () => JSON.parse(fromUtf8(bytes)))
  const written = refusing('JSON nested too deeply', () => writeJson(value))
  demand(same(written, bytes), 'not the one spelling of this JSON')
  return value
}

const writeJson = (value: unknown): Bytes => utf8(JSON.stringify(value))

/** What is written passes the rule by which it will be read. */
export const writeBy = <T>(rule: Rule<T>, value: T): Bytes => {
  const bytes = writeJson(value)
  rule(readJson(bytes))
  return bytes
}

export const text =
  (min: number, max: number): Rule<string> =>
  (value) => {
    demand(typeof value === 'string' && !/\p{Surrogate}/u.test(value), 'not a text')
    const size = utf8(value).length
    demand(size >= min && size <= max, 'a text of another length')
    return value
  }

export const matching =
  (pattern: RegExp): Rule<string> =>
  (value) => {
    demand(typeof value === 'string' && pattern.test(value), 'a text of another form')
    return value
  }

export const slug = matching(/^[a-z][a-z0-9-]{0,31}$/)

export const tag = matching(/^[a-z]{2,3}(-[A-Z][a-z]{3})?$/)

export const whole =
  (min: number, max: number): Rule<number> =>
  (value) => {
    demand(typeof value === 'number' && Number.isInteger(value), 'not a whole number')
    demand(value >= min && value <= max, 'a number out of range')
    return value
  }

export const oneOf =
  <const T extends string | number | boolean>(...values: T[]): Rule<T> =>
  (value) => {
    const found = values.find((each) => each === value)
    demand(found !== undefined, 'not one of the values')
    return found
  }

export const base64Of =
  (size?: number): Rule<string> =>
  (value) => {
    demand(typeof value === 'string', 'not base64')
    fromBase64(value, size)
    return value
  }

export const hexOf =
  (size: number): Rule<string> =>
  (value) => {
    demand(typeof value === 'string', 'not hexadecimal')
    fromHex(value, size)
    return value
  }

export const list =
  <T>(min: number, max: number, rule: Rule<T>): Rule<T[]> =>
  (value) => {
    demand(Array.isArray(value) && value.length >= min && value.length <= max, 'a list of another length')
    return value.map((each) => rule(each))
  }

/** All the fields, in this order, and no others. */
export const fields =
  <R extends Rules>(rules: R): Rule<{ [K in keyof R]: Read<R[K]> }> =>
  (value) => {
    demand(isRecord(value), 'not an object')
    const names = Object.keys(rules)
    demand(Object.keys(value).join() === names.join(), 'other fields')
    const read = Object.entries(rules).map(([name, rule]) => [name, rule(value[name])])
    return Object.fromEntries(read) as { [K in keyof R]: Read<R[K]> }
  }

export const field = (value: unknown, name: string): unknown => (isRecord(value) ? value[name] : undefined)

export const areDistinct = (values: string[]): boolean => new Set(values).size === values.length

/** Distinct members of `order`, in its order. */
export const isOrderedSubset = (values: string[], order: string[]): boolean => {
  const places = values.map((value) => order.indexOf(value))
  return places.every((place, index) => place >= 0 && (index === 0 || place > (places[index - 1] ?? place)))
}

/** 4.1: a larger version says "update", never "tampered". */
export const refuseNewer = (value: unknown, kind: string): void => {
  const version = field(value, 'version')
  if (field(value, 'candor') !== kind || typeof version !== 'number') return
  if (Number.isSafeInteger(version) && version > 1)
    throw new Refusal('newer', 'made by a newer version: update')
}
