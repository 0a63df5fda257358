import { createHash } from 'node:crypto'
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { toBase64, toHex } from '../../src/protocol/bytes.ts'
import { parseIntakeKeys } from '../../src/protocol/epoch.ts'
import { type FormFile, readForm } from '../../src/server/form/files.ts'
import { isSigned } from '../../src/server/form/signed.ts'
import { advanced, folderForTest, organisationOf, p, successor } from '../intake/support.ts'
import { THIS_EPOCH } from '../support/organisation.ts'
import { refusal, serverForTest } from './support.ts'

const organisation = organisationOf()
const SCRIPT = 'start("<style>")'
const STYLE = 'p { color: red }'

const built = {
  'index.html': '<!doctype html><script type="module" src="./form.js"></script><p>Қазақша</p>',
  'form.js': `export const words = ${JSON.stringify('seal '.repeat(500))}`,
  'form.css': 'p { margin: 0 }',
  'parts/engine.wasm': '\0asm',
  'offline.html': `<style>${STYLE}</style><script type="module">${SCRIPT}</script>`,
}

function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = join(folderForTest(), 'form')
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(folder, dirname(path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  return folder
}

const formWith = (files: Readonly<Record<string, string>> = built): readonly FormFile[] =>
  readForm(folderWith(files)) ?? []

const sha256 = (text: string) => createHash('sha256').update(text).digest('base64')

const identity = { 'accept-encoding': 'identity' }

describe('the form', () => {
  it('is served byte for byte, each file with its type', async () => {
    const { get } = await serverForTest({ form: formWith() })
    const types = {
      'index.html': 'text/html; charset=utf-8',
      'form.js': 'text/javascript; charset=utf-8',
      'form.css': 'text/css; charset=utf-8',
      'parts/engine.wasm': 'application/wasm',
      'offline.html': 'text/html; charset=utf-8',
    }
    for (const [path, text] of Object.entries(built)) {
      const answer = await get(`/${path}`)
      expect([answer.status, await answer.text()]).toEqual([200, text])
      expect(answer.headers.get('content-type')).toBe(types[path as keyof typeof types])
    }
    expect(await (await get('/')).text()).toBe(built['index.html'])
    expect(await (await get('/?anything=1')).text()).toBe(built['index.html'])
  })

  it('comes with exactly these headers', async () => {
    const { get } = await serverForTest({ form: formWith() })
    const {
      date,
      connection,
      'keep-alive': alive,
      ...headers
    } = Object.fromEntries((await get('/', identity)).headers)
    expect([date, connection, alive]).toEqual([
      expect.stringMatching(/ GMT$/),
      'keep-alive',
      expect.anything(),
    ])
    const { 'permissions-policy': permissions, ...rest } = headers
    expect(permissions?.split(', ').every((each) => each.endsWith('=()'))).toBe(true)
    expect(permissions).toMatch(/camera=\(\).*geolocation=\(\).*microphone=\(\)/)
    expect(rest).toEqual({
      'cache-control': 'no-store',
      'content-length': String(Buffer.byteLength(built['index.html'])),
      'content-security-policy':
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; connect-src 'self'; img-src 'none'; form-action 'self'; " +
        "base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'",
      'content-type': 'text/html; charset=utf-8',
      'cross-origin-embedder-policy': 'require-corp',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'origin-agent-cluster': '?1',
      'referrer-policy': 'no-referrer',
      'strict-transport-security': 'max-age=31536000',
      vary: 'accept-encoding',
      'x-content-type-options': 'nosniff',
      'x-dns-prefetch-control': 'off',
      'x-frame-options': 'DENY',
      'x-permitted-cross-domain-policies': 'none',
    })
  })

  it('lets a document with scripts inside run exactly those, and reach nobody', async () => {
    const { get } = await serverForTest({ form: formWith() })
    expect((await get('/offline.html')).headers.get('content-security-policy')).toBe(
      `default-src 'none'; script-src 'sha256-${sha256(SCRIPT)}'; style-src 'sha256-${sha256(STYLE)}'; form-action 'none'; ` +
        "base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'",
    )
  })

  it('is shorter for whoever takes gzip, and the same', async () => {
    const { origin, get } = await serverForTest({ form: formWith() })
    const lengthFor = async (accepted: string) => {
      const { headers } = await get('/form.js', { 'accept-encoding': accepted })
      return [headers.get('content-encoding'), Number(headers.get('content-length'))] as const
    }
    const whole = Buffer.byteLength(built['form.js'])
    for (const accepted of ['gzip, deflate, br', 'br;q=1.0, GZIP;q=0.5']) {
      const [encoding, length] = await lengthFor(accepted)
      expect([encoding, length < whole / 5]).toEqual(['gzip', true])
    }
    for (const accepted of ['identity', 'br', 'gzip;q=0', 'x-gzip', '']) {
      expect(await lengthFor(accepted)).toEqual([null, whole])
    }
    expect(await (await fetch(new URL('/form.js', origin))).text()).toBe(built['form.js'])
  })

  it('answers HEAD with the same headers and no body, and no other method', async () => {
    const { origin, get } = await serverForTest({ form: formWith() })
    const ask = async (method: string) => fetch(new URL('/form.css', origin), { method, headers: identity })
    const head = await ask('HEAD')
    const passing = ['date', 'connection', 'keep-alive']
    const without = ({ headers }: Response) =>
      Object.fromEntries([...headers].filter(([name]) => !passing.includes(name)))
    expect(without(head)).toEqual(without(await get('/form.css', identity)))
    expect(await head.text()).toBe('')
    for (const method of ['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS']) {
      const answer = await ask(method)
      expect([answer.headers.get('allow'), await refusal(answer)]).toEqual([
        'GET, HEAD',
        '405 request_malformed',
      ])
    }
  })

  it('is only what was in its folder', async () => {
    const folder = folderWith({
      ...built,
      'form.js.gz': 'x',
      'form.js.br': 'x',
      '.hidden': 'x',
      'a b.js': 'x',
    })
    writeFileSync(join(folder, '..', 'secret.txt'), 'secret')
    symlinkSync(join(folder, '..', 'secret.txt'), join(folder, 'link.txt'))
    const server = await serverForTest({ form: readForm(folder) ?? [] })
    const paths = [
      'form.js.gz',
      'form.js.br',
      '.hidden',
      'a%20b.js',
      'link.txt',
      'parts',
      'parts/',
      'FORM.js',
    ]
    for (const path of paths) {
      expect([path, await refusal(await server.get(`/${path}`))]).toEqual([path, '404 not_found'])
    }
    for (const path of [
      '/../secret.txt',
      '/parts/../../secret.txt',
      '/%2e%2e/secret.txt',
      '/..%2fsecret.txt',
      '/..%5csecret.txt',
      '//secret.txt',
      '/./form.js',
      '/form.js%00.txt',
      '/form.js/',
      '\\..\\secret.txt',
    ]) {
      const text = await server.raw(`GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`)
      expect([path, text.slice(0, 12), text.includes('secret')]).toEqual([
        path,
        expect.stringMatching(/^HTTP\/1.1 40[04]/),
        false,
      ])
    }
  })

  it('counts in the limits, and leaves only the names of its files in the log', async () => {
    const { get, lines } = await serverForTest({ form: formWith(), requestsPerMinute: 2 })
    const answers = [await get('/?CANARY=1'), await get('/form.js?CANARY'), await get('/form.css')]
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 429])
    const routes = lines.map((line) => (JSON.parse(line) as { route: string }).route)
    expect(routes).toEqual(['/', '/form.js', '/form.css'])
    expect(lines.join('')).not.toContain('CANARY')
  })

  it('may be missing', async () => {
    expect(readForm(join(folderForTest(), 'nothing'))).toBeNull()
    expect(readForm(folderForTest())).toBeNull()
    const { get } = await serverForTest()
    expect(await refusal(await get('/'))).toBe('404 not_found')
    expect((await get('/healthz')).status).toBe(200)
  })

  it('is signed only when the keyring lists exactly its files', () => {
    const files = formWith()
    const form = files.map(({ path, body }) => ({ path, sha256: toBase64(p.sha256(body)) }))
    const signed = (listed: typeof form) => isSigned(files, { ...organisation.keyring, form: listed })
    expect(signed(form)).toBe(true)
    expect(signed(form.slice(1))).toBe(false)
    expect(signed([...form, { path: 'more.js', sha256: sha256('') }])).toBe(false)
    expect(signed(form.map((each, i) => (i === 0 ? { ...each, sha256: sha256('') } : each)))).toBe(false)
  })
})

describe('org.json', () => {
  it('names the organisation, and whom else to ask in the languages of the form', async () => {
    const { get, keyrings, organisation } = await serverForTest()
    expect(await (await get('/org.json')).json()).toEqual({
      organisation: toHex(organisation.trusted.orgId),
      api: '',
      contact: ['', '', ''],
    })
    keyrings.publish(successor(organisation, { contact: ['in English', 'по-русски', 'қазақша'] }))
    expect(await (await get('/org.json')).json()).toMatchObject({
      contact: ['in English', 'по-русски', 'қазақша'],
    })
  })

  it('finds the texts by their language, and leaves out those that are missing', async () => {
    const { get, keyrings, organisation } = await serverForTest()
    const { keyring } = advanced(organisation, {})
    const only = ([, russian]: readonly string[]) => [russian as string, 'deutsch']
    const twoTexts = {
      languages: ['ru', 'de'],
      name: only(keyring.name),
      contact: ['по-русски', 'auf Deutsch'],
      desks: keyring.desks.map((each) => ({ ...each, label: only(each.label), about: only(each.about) })),
      recipients: keyring.recipients.map((each) => ({ ...each, label: only(each.label) })),
      questionnaire: {
        version: 2,
        questions: keyring.questionnaire.questions.map((each) => ({
          ...each,
          label: only(each.label),
          hint: only(each.hint),
          example: only(each.example),
        })),
      },
    }
    keyrings.publish(successor(organisation, twoTexts))
    expect(await (await get('/org.json')).json()).toMatchObject({ contact: ['', 'по-русски', ''] })
  })

  it('is not there before the organisation is', async () => {
    const { get } = await serverForTest({ upTo: 'keyring' })
    expect(await refusal(await get('/org.json'))).toBe('404 keyring_missing')
    expect(await refusal(await get('/keys.candor'))).toBe('404 keyring_missing')
  })
})

describe('keys.candor', () => {
  it('holds the chain and the intake keys of two weeks, to be saved as a file', async () => {
    const { get, keyrings } = await serverForTest()
    keyrings.publish(successor(organisation, { contact: ['a', 'b', 'c'] }))
    const answer = await get('/keys.candor')
    expect(answer.headers.get('content-disposition')).toBe('attachment; filename="keys.candor"')
    const file = (await answer.json()) as {
      candor: string
      version: number
      keyrings: string[]
      epochs: { epoch: number; keys: string }[]
    }
    expect(file).toMatchObject({ candor: 'keys', version: 1 })
    expect(file.keyrings).toEqual([1, 2].map((seq) => toBase64(keyrings.statement(seq))))
    expect(file.epochs.map(({ epoch }) => epoch)).toEqual([THIS_EPOCH, THIS_EPOCH + 1])
    const [first] = file.epochs
    const keys = new Uint8Array(Buffer.from(first!.keys, 'base64'))
    expect(parseIntakeKeys(p, organisation.keyring, THIS_EPOCH, keys)).toEqual(organisation.keys)
  })
})
