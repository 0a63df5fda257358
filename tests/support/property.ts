import * as fc from 'fast-check'
import { it } from 'vitest'

export { fc }

/** A promise that holds for all inputs. (@fast-check/vitest reads the same, but costs two seconds in every file.) */
export const test = {
  prop:
    <Values extends [unknown, ...unknown[]]>(
      inputs: { readonly [K in keyof Values]: fc.Arbitrary<Values[K]> },
      parameters: fc.Parameters<Values> = {},
    ) =>
    (name: string, promise: (...values: Values) => void): void => {
      const arbitraries = inputs as { [K in keyof Values]: fc.Arbitrary<Values[K]> }
      it(name, () => fc.assert(fc.property<Values>(...arbitraries, promise), parameters))
    },
}
