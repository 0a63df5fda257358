/** What somebody can make of numbers: a linear model over them and all their products, fitted to what it is shown. */

export interface Example {
  readonly features: readonly number[]
  readonly label: boolean
}

const ROUNDS = 300
const RATE = 0.5
const DECAY = 0.01

/** The share of unseen examples that a logistic regression gets right after it was shown the others. */
export function accuracyOf(examples: readonly Example[]): number {
  const half = Math.floor(examples.length / 2)
  const [shown, unseen] = [examples.slice(0, half), examples.slice(half)]
  const scale = scalerOf(shown)
  const weights = fit(
    shown.map(({ features }) => scale(features)),
    shown.map(({ label }) => (label ? 1 : 0)),
  )
  const right = unseen.filter(({ features, label }) => dot(weights, scale(features)) > 0 === label)
  return right.length / unseen.length
}

/** Every number around zero, in its own spread, then every product of two. */
function scalerOf(examples: readonly Example[]) {
  const width = examples[0]?.features.length ?? 0
  const columns = Array.from({ length: width }, (_, i) => examples.map(({ features }) => features[i] ?? 0))
  const means = columns.map((column) => column.reduce((a, b) => a + b, 0) / column.length)
  const spreads = columns.map((column, i) => {
    const mean = means[i] as number
    return Math.sqrt(column.reduce((sum, x) => sum + (x - mean) ** 2, 0) / column.length)
  })
  return (features: readonly number[]): Float64Array => {
    const z = features.map((x, i) =>
      (spreads[i] as number) > 1e-12 ? (x - (means[i] as number)) / (spreads[i] as number) : 0,
    )
    const products = z.flatMap((a, i) => z.slice(i + 1).map((b) => a * b))
    return Float64Array.from([1, ...z, ...products])
  }
}

function fit(rows: readonly Float64Array[], labels: readonly number[]): Float64Array {
  const width = rows[0]?.length ?? 0
  const weights = new Float64Array(width)
  for (let round = 0; round < ROUNDS; round++) {
    const slope = new Float64Array(width)
    rows.forEach((row, i) => {
      const error = (labels[i] as number) - 1 / (1 + Math.exp(-dot(weights, row)))
      for (let k = 0; k < width; k++) slope[k] = (slope[k] as number) + error * (row[k] as number)
    })
    for (let k = 0; k < width; k++) {
      const weight = weights[k] as number
      weights[k] = weight + RATE * ((slope[k] as number) / rows.length - DECAY * weight)
    }
  }
  return weights
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number)
  return sum
}
