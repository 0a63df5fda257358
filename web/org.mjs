// What a form that stands apart from its server must know: `org.json`, to be put beside its index.html.
import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const { CANDOR_ORG: organisation = '', CANDOR_SERVER: api = '' } = process.env
const target = fileURLToPath(new URL('../dist/org.json', import.meta.url))

if (!/^[0-9a-f]{64}$/.test(organisation)) {
  console.error('no org.json: set CANDOR_ORG (64 digits), and CANDOR_SERVER where the server is another host')
} else if (api !== '' && (!URL.canParse(api) || new URL(api).origin !== api)) {
  console.error('CANDOR_SERVER is an origin, such as https://api.example.org')
  process.exitCode = 2
} else {
  writeFileSync(target, `${JSON.stringify({ organisation, api, contact: ['', '', ''] })}\n`)
  console.log(`${target}: put it beside index.html`)
}
