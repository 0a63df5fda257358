import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { isThorough } from '../support/thorough.ts'
import { candor, paste, type Serving, serve, temporaryFolder } from './candor.ts'

// One long walk: each step stands on the ones before it, as it does for a person.

const folder = temporaryFolder()
const data = join(folder.path, 'data')
const env = { CANDOR_DATA: data }
let server: Serving
let organisation: string

beforeAll(async () => {
  const made = await candor(['trial', '--json'], env)
  organisation = (JSON.parse(made.out) as { organisation: string }).organisation
  server = await serve(env)
})

afterAll(async () => {
  await server.stop()
  folder.remove()
})

const MARK = 'КАНАРЕЙКА-canary-қанарейка'
const TEXT = `${MARK}: начальник отдела закупок отдаёт договоры.\n\nЕкінші жол: ақша, қағаз, ң ө ү ұ і һ.\t👩‍👩‍👧 مرحبا`

const run = (args: readonly string[], input = '') => candor([...args, '--server', server.origin], env, input)
const json = async (args: readonly string[], input = '') => {
  const { code, out, err } = await run([...args, '--json'], input)
  return { code, err, answer: JSON.parse(out) as Record<string, unknown> }
}
const tip = (changes: object = {}) =>
  JSON.stringify({ desks: ['main'], exclude: [], answers: { what: TEXT }, ...changes })
const vaultOf = (name: string) => ['--vault', join(data, 'trial/vaults', name)]

interface Sent {
  readonly codename: string
  readonly numbers: string
  readonly envelope: string
  readonly receipt: string
}
let sent: Sent

describe('on a fresh clone', () => {
  it('the trial says what it is, and lies in the data folder for its owner alone', () => {
    expect(readdirSync(join(data, 'trial')).toSorted()).toEqual([
      'README.txt',
      'genesis.json',
      'intake',
      'password',
      'root.json',
      'vaults',
    ])
    expect(readFileSync(join(data, 'trial/README.txt'), 'utf8')).toContain('TRIAL')
    for (const name of ['password', 'root.json', 'vaults/aigerim/vault.json']) {
      expect(statSync(join(data, 'trial', name)).mode & 0o777).toBe(0o600)
    }
  })

  it('the server prints its address, and a command that works as it stands', async () => {
    const printed = () => /^(npx candor inbox.*)\n/m.exec(server.printed())?.[1]
    const command = await vi.waitUntil(printed, { timeout: 10_000 })
    const { code, out } = await paste(command, {})
    expect({ code, out }).toEqual({ code: 0, out: expect.stringContaining('No tips yet') })
  })

  it('making the trial again changes nothing, also while the server runs', async () => {
    const before = readFileSync(join(data, 'trial/genesis.json'))
    expect((await candor(['trial', '--unless-organisation'], env)).code).toBe(0)
    expect(readFileSync(join(data, 'trial/genesis.json'))).toEqual(before)
  })
})

describe('a source', () => {
  it('sends a tip from a pipe, and gets a codename and a receipt', async () => {
    const { code, answer } = await json(
      ['send', '--org', organisation, '--file', '-'],
      tip({ exclude: ['Daniyar (trial)'] }),
    )
    expect(code).toBe(0)
    sent = answer as unknown as Sent
    expect(sent.codename).toMatch(/^([a-z]+ ){11}[a-z]+$/)
    expect(sent.numbers).toMatch(/^(\d{4} ){11}\d{4}$/)
    expect(sent.receipt).toContain(`envelope ${sent.envelope}`)
  })

  it('sends one from a file too, and reads what happened in plain words', async () => {
    const file = join(folder.path, 'tip.json')
    writeFileSync(file, tip({ answers: { what: 'Второе сообщение', who: ['Ахметов', 'Ким'] } }))
    const { code, out } = await run(['send', '--file', file])
    expect(code).toBe(0)
    expect(out).toMatch(/Your codename[\s\S]*The same as numbers[\s\S]*candor promise v1/)
  })

  it.each(['codename', 'numbers'] as const)(
    'proves with the %s that the server holds exactly this envelope',
    async (form) => {
      const { code, answer } = await json(['receipt', '--org', organisation], sent[form])
      expect(code).toBe(0)
      expect(answer['envelopes']).toMatchObject([{ envelope: sent.envelope }])
    },
  )

  it('holds the kept receipt against the list', async () => {
    const kept = join(folder.path, 'receipt.txt')
    writeFileSync(kept, sent.receipt)
    expect((await json(['receipt', '--receipt', kept], sent.codename)).answer).toMatchObject({
      receipt: 'genuine',
    })
    writeFileSync(kept, sent.receipt.replace(/day \d{4}/, 'day 2020'))
    expect((await json(['receipt', '--receipt', kept], sent.codename)).answer).toMatchObject({
      error: { code: 'receipt_wrong' },
    })
  })

  it('whose codename has no tip is told so', async () => {
    const nobody = `${'abandon '.repeat(11)}about`
    expect(await json(['receipt'], nobody)).toMatchObject({
      code: 1,
      answer: { error: { code: 'not_found' } },
    })
    expect(await json(['receipt'], sent.codename.replace(/^\w+/, 'zzzz'))).toMatchObject({
      code: 2,
      answer: { error: { code: 'codename_wrong' } },
    })
  })
})

describe('an investigator', () => {
  it('sees what was sent to them, new and old', async () => {
    const { answer } = await json(['inbox'])
    expect(answer).toMatchObject({ added: 2, alarms: {} })
    expect((await json(['inbox'])).answer).toMatchObject({ added: 0, cases: [{ number: 1 }, { number: 2 }] })
    expect((await run(['inbox'])).out).toMatch(/case +next +status +begins/)
  })

  it('reads exactly what was written, and knows who else can', async () => {
    const cases = (await json(['inbox', '--offline'])).answer['cases'] as {
      number: number
      name: string
      envelope: string
    }[]
    const { number, name } = cases.find(({ envelope }) => envelope === sent.envelope)!
    const byNumber = (await json(['read', `${number}`])).answer
    expect(byNumber).toMatchObject({
      name,
      status: 'sound',
      verified: true,
      canOpen: ['Aigerim (trial)'],
      leftOut: ['Daniyar (trial)'],
      answers: [{ id: 'what', text: TEXT }],
    })
    expect((await json(['read', name])).answer).toEqual({ ...byNumber, acknowledging: null })
    expect((await run(['read', name])).out).toMatch(/verified: exactly these people can open it: Aigerim/)
  })

  it('who was left out sees nothing of it', async () => {
    const { answer } = await json(['inbox', ...vaultOf('daniyar')])
    expect(answer).toMatchObject({ added: 1, alarms: {}, cases: [{ preview: 'Второе сообщение' }] })
  })

  it('sees the same two words as a colleague', async () => {
    const shared = async (name: string) =>
      (
        (await json(['inbox', '--offline', ...vaultOf(name)])).answer['cases'] as {
          name: string
          preview: string
        }[]
      ).find(({ preview }) => preview.startsWith('Второе'))?.name
    expect(await shared('daniyar')).toBe(await shared('aigerim'))
  })
})

describe.skipIf(!isThorough)('what goes wrong is said, with the right ending', () => {
  const other = 'f'.repeat(64)
  const closed = 'http://127.0.0.1:9'
  it.each([
    ['another organisation than the server’s', ['send', '--org', other, '--file', '-'], 3, 'keyring_foreign'],
    ['a desk that there is not', ['send', '--file', '-', '--desk'], 2, 'usage'],
    ['a command that there is not', ['sned'], 2, 'usage'],
    ['a server that is not there', ['inbox', '--server', closed], 4, 'network_unreachable'],
    ['an address that is not encrypted', ['inbox', '--server', 'http://example.org'], 2, 'usage'],
    [
      'a vault that is not there',
      ['inbox', '--vault', '/nonexistent', '--password-file', join(data, 'trial/password')],
      1,
      'vault_missing',
    ],
    ['no password', ['inbox', '--vault', '/nonexistent'], 5, 'password_missing'],
    ['a wrong password', ['inbox', '--password-file', join(data, 'trial/README.txt')], 5, 'password_wrong'],
    ['a case that there is not', ['read', '99'], 1, 'not_found'],
    ['a case that cannot be', ['read', 'x9'], 2, 'usage'],
  ] as const)('%s', async (_, args, code, reason) => {
    const { out, ...outcome } = await candor(
      [...args, '--json'],
      { ...env, CANDOR_SERVER: server.origin },
      tip(),
    )
    expect({ code: outcome.code, answer: JSON.parse(out) as unknown }).toMatchObject({
      code,
      answer: { error: { code: reason } },
    })
  })

  it.each([
    ['what is not JSON', '{', 'tip_malformed'],
    ['a desk that nobody has', tip({ desks: ['south'] }), 'recipient_unknown'],
    ['nobody left to read it', tip({ exclude: ['Daniyar (trial)', 'Aigerim (trial)'] }), 'nobody_left'],
    ['a question that nobody asked', tip({ answers: { what: 'x', why: 'y' } }), 'tip_malformed'],
    ['no answer to what happened', tip({ answers: { who: 'y' } }), 'tip_malformed'],
    ['more than fits into one tip', tip({ answers: { what: 'ж'.repeat(600_000) } }), 'tip_malformed'],
  ])('a tip with %s is not sent', async (_, input, reason) => {
    const { code, answer } = await json(['send', '--file', '-'], input)
    expect({ code, answer }).toMatchObject({ code: 2, answer: { error: { code: reason } } })
  })

  it('a source is not sent to a server of no named organisation, except on this machine', async () => {
    const { code, out } = await candor(
      ['send', '--file', '-', '--server', 'https://tips.example.org', '--json'],
      env,
      tip(),
    )
    expect({ code, out }).toEqual({ code: 2, out: expect.stringContaining('--org') })
  })

  it('a damaged vault is named, and not written over', async () => {
    const file = join(data, 'trial/vaults/daniyar/vault.json')
    const whole = readFileSync(file)
    writeFileSync(file, whole.subarray(0, 500))
    const { code, err } = await run(['inbox', ...vaultOf('daniyar')])
    expect({ code, err }).toEqual({ code: 1, err: expect.stringMatching(/error: .*vault[\s\S]*hint: /) })
    expect(readFileSync(file)).toHaveLength(500)
    writeFileSync(file, whole)
  })

  it('a second server on the same data is refused, and the first goes on', async () => {
    await expect(serve(env)).rejects.toThrow(/data folder/)
    expect((await fetch(new URL('/healthz', server.origin))).status).toBe(200)
  })
})

describe('the canary', () => {
  const files = (path: string): string[] =>
    readdirSync(path, { withFileTypes: true, recursive: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))

  it('of what was written stands nowhere: not in the database, its log, the vaults, nor what the server printed', async () => {
    const found = (bytes: string) =>
      [MARK, 'canary', Buffer.from(MARK).toString('base64').slice(4, 20)].some((mark) => bytes.includes(mark))
    expect(found(TEXT)).toBe(true)
    expect(found(server.printed())).toBe(false)
    const all = files(data)
    expect(all.map((path) => path.slice(data.length + 1))).toEqual(
      expect.arrayContaining(['candor.db', 'candor.db-wal', 'trial/vaults/aigerim/cases.db']),
    )
    for (const path of all) expect([path, found(readFileSync(path, 'utf8'))]).toEqual([path, false])
  })

  it('nor does the codename', async () => {
    // Two of its words may stand side by side in an English sentence.
    const beginning = sent.codename.split(' ').slice(0, 4).join(' ')
    for (const path of files(data)) {
      const text = readFileSync(path, 'utf8')
      expect([path, text.includes(beginning)]).toEqual([path, false])
    }
  })
})

it('a restart loses nothing, and the promise is the same', async () => {
  expect(await server.stop()).toBe(0)
  server = await serve(env)
  expect((await json(['inbox'])).answer).toMatchObject({ added: 0 })
  expect((await json(['receipt'], sent.codename)).answer).toMatchObject({
    envelopes: [{ envelope: sent.envelope }],
  })
})
