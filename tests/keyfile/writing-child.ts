import { writeWhole } from '../../src/keyfile/whole-file.ts'

// Writes until it is killed: each content is one byte value, so that a mixture would show.
const path = process.argv[2] as string
for (let round = 0; ; round++) {
  await writeWhole(path, new Uint8Array(200_000).fill(round % 256), { replace: true })
  if (round === 0) process.stdout.write('started\n')
}
