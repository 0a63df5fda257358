import { renderSVG, renderUnicodeCompact } from 'uqr'
import { toHex } from '../../protocol/bytes.ts'
import { orgWords } from '../../protocol/fingerprint.ts'

/** The organisation as a picture of blocks, line by line. */
export const qrLines = (orgId: Uint8Array): string[] =>
  renderUnicodeCompact(toHex(orgId), { border: 2 }).split('\n')

const [WIDTH, HEIGHT, SIDE] = [800, 1130, 480]

/** A sheet to hang up and to hand out: which organisation this is, for eyes and for cameras. */
export function posterOf(name: readonly string[], orgId: Uint8Array): Uint8Array {
  const digits = toHex(orgId).match(/.{32}/g) ?? []
  const words = orgWords(orgId).split(' ')
  const lines = [0, 1, 2, 3].map((row) =>
    words
      .slice(row * 6, row * 6 + 6)
      .map((word, i) => `${row * 6 + i + 1} ${word}`)
      .join('  '),
  )
  const qr = renderSVG(toHex(orgId), { border: 2 }).replace(
    '<svg ',
    `<svg x="${(WIDTH - SIDE) / 2}" y="${80 + 44 * name.length}" width="${SIDE}" height="${SIDE}" `,
  )
  const below = 80 + 44 * name.length + SIDE + 60
  const text = (y: number, size: number, line: string, font = 'sans-serif') =>
    `<text x="${WIDTH / 2}" y="${y}" font-size="${size}" font-family="${font}" text-anchor="middle">${escaped(line)}</text>`
  return new TextEncoder().encode(
    [
      `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}">`,
      `<rect width="${WIDTH}" height="${HEIGHT}" fill="white"/>`,
      ...name.map((line, i) => text(70 + 44 * i, 32, line)),
      qr,
      ...digits.map((line, i) => text(below + 36 * i, 26, line, 'monospace')),
      ...lines.map((line, i) => text(below + 110 + 36 * i, 22, line, 'monospace')),
      '</svg>\n',
    ].join('\n'),
  )
}

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' }

// A name may hold what a picture must not.
const escaped = (text: string): string =>
  text.replace(/[&<>]/g, (letter) => ESCAPES[letter] ?? '').replace(/\p{Cc}/gu, ' ')
