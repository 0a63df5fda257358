export const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0

/** A line of the report: what was measured, beside what, and whether the target holds. */
export function report(
  what: string,
  ratio: number,
  bound: { readonly least?: number; readonly most?: number },
  detail: string,
): void {
  const { least, most } = bound
  const holds = (least === undefined || ratio >= least) && (most === undefined || ratio <= most)
  const target = least !== undefined ? `≥ ${least}` : most !== undefined ? `≤ ${most}` : ''
  console.log(
    `${holds ? 'ok  ' : 'MISS'} ${ratio.toFixed(2).padStart(6)} ${target.padEnd(7)} ${what}\n                    ${detail}`,
  )
}

export const rate = (value: number): string => `${Math.round(value).toLocaleString('en')}/s`
