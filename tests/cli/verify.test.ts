import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { trial } from '../../src/cli/commands/trial.ts'
import { verify } from '../../src/cli/commands/verify.ts'
import { dayOf, epochOfDay } from '../../src/protocol/time.ts'
import { awayFromMidnight } from '../support/midnight.ts'
import { build, newFolder, serveData, typed } from './inside.ts'

// A trial organisation on a real server; between it and the command stands one who changes what passes.

const files = {
  'index.html':
    '<!doctype html><script type="module" src="./form.js"></script><link rel=stylesheet href=form.css>',
  'form.css': 'p { margin: 0 }',
  'form.js': 'export {}',
  'offline.html': '<p>offline</p>',
}
const html = { 'content-type': 'text/html' }

type Answer = { readonly status: number; readonly body: Uint8Array | string }

const folder = newFolder()
const data = join(folder.path, 'data')
const form = build(join(folder.path, 'form'), files)
/** What is answered in the place of the server, by path. */
let instead: Record<string, (path: string) => Answer | Promise<Answer>> = {}
let server: Awaited<ReturnType<typeof serveData>>
let organisation: string
let middle: string

const front = createServer((incoming, outgoing) => {
  const path = incoming.url ?? ''
  const answer = instead[path]?.(path) ?? fromServer(path)
  void Promise.resolve(answer).then(({ status, body }) => outgoing.writeHead(status, html).end(body))
})

async function fromServer(path: string): Promise<Answer> {
  const answer = await fetch(new URL(path, server.origin))
  return { status: answer.status, body: new Uint8Array(await answer.arrayBuffer()) }
}

const found = (body: string | Uint8Array) => () => ({ status: 200, body })
const gone = () => ({ status: 404, body: 'nothing' })

beforeAll(async () => {
  await awayFromMidnight()
  const made = await typed([trial], ['trial', '--form', form, '--json'], { CANDOR_DATA: data })
  organisation = (JSON.parse(made.out) as { organisation: string }).organisation
  server = await serveData(data, form)
  await new Promise<void>((resolve) => front.listen(0, '127.0.0.1', resolve))
  middle = `http://127.0.0.1:${(front.address() as AddressInfo).port}`
})

beforeEach(() => {
  instead = {}
})

afterAll(async () => {
  front.closeAllConnections()
  front.close()
  await server.close()
  folder.remove()
})

const look = (address = middle, ...args: string[]) =>
  typed([verify], ['verify', address, '--form', form, ...args])

interface Result {
  readonly asSigned: boolean
  readonly intakeKeys: string
  readonly api: string | null
  readonly files: readonly {
    readonly path: string
    readonly served: string
    readonly release: string | null
  }[]
}

async function lookAsProgram(address = middle, ...args: string[]) {
  const { code, out } = await look(address, '--json', ...args)
  return { code, result: JSON.parse(out) as Result }
}

const wrongIn = ({ files }: Result) =>
  files.filter(({ served, release }) => [served, release].some((each) => each !== 'as-signed'))

describe('a service that is as signed', () => {
  it('is shown with its people, and ends with 0', async () => {
    const { code, out, err } = await look(middle, '--org', organisation)
    expect([code, err]).toEqual([0, ''])
    expect(out).toContain(`organisation  ${organisation}\n`)
    expect(out).toMatch(/keyring {7}1, valid from \d{4}-\d\d-\d\d to \d{4}-\d\d-\d\d\n/)
    expect(out).toMatch(/Aigerim \(trial\) {2}main +25\n/)
    expect(out).toMatch(/the words of Aigerim \(trial\):\n {2}([a-z]+ ){11}[a-z]+\n/)
    expect(out).toMatch(/the words of root key 1, of which 1 must sign:\n {2}([a-z]+ ){11}[a-z]+\n/)
    expect(out).toContain(
      'ok    all 4 files of the form are served as signed, and are those of this release\n',
    )
    expect(out).toMatch(/All is as signed\.\n$/)
  })

  it('is told to programs in one line', async () => {
    const { code, result } = await lookAsProgram()
    expect(code).toBe(0)
    expect(result).toMatchObject({
      organisation,
      namedByPage: organisation,
      api: middle,
      keyring: { seq: 1 },
      intakeKeys: 'as-signed',
      comparedWithRelease: true,
      asSigned: true,
      recipients: [{ label: 'Aigerim (trial)', desks: ['main'], weeksAhead: 25 }, {}],
    })
    expect(result.files.map(({ path }) => path)).toEqual(['/', ...Object.keys(files).sort()])
    expect(wrongIn(result)).toEqual([])
  })

  it('needs no release to compare with, and says that there was none', async () => {
    const { code, out, err } = await typed([verify], ['verify', middle, '--form', '/nonexistent'])
    expect(code).toBe(0)
    expect(out).toContain('ok    all 4 files of the form are served as signed\n')
    expect(err).toContain('There is no built form here to compare with')
  })

  it('may have its form elsewhere, in a folder: its org.json leads to the server', async () => {
    const page = { organisation, api: server.origin, contact: ['', '', ''] }
    for (const [path, text] of Object.entries(files)) instead[`/tips/${path}`] = found(text)
    instead['/tips/'] = found(files['index.html'])
    instead['/tips/org.json'] = found(JSON.stringify(page))
    instead['/v1/keyring'] = gone
    for (const address of [`${middle}/tips/`, `${middle}/tips`, `${middle}/tips/index.html`]) {
      const { code, result } = await lookAsProgram(address)
      expect([code, result.api]).toEqual([0, server.origin])
    }
  })
})

describe('a form that is not as signed ends with 3, and the file is named:', () => {
  it('changed', async () => {
    instead['/form.js'] = found('export { }')
    const { code, result } = await lookAsProgram()
    expect([code, wrongIn(result)]).toEqual([
      3,
      [{ path: 'form.js', served: 'changed', release: 'as-signed' }],
    ])
    const shown = await look()
    expect([shown.code, shown.out]).toEqual([
      3,
      expect.stringContaining('WRONG form.js: what is served is not what was signed\n'),
    ])
    expect(shown.out).toContain('Not all is as signed.')
  })

  it('changed at the address, and not where the file is', async () => {
    instead['/'] = found(`${files['index.html']} `)
    const { code, result } = await lookAsProgram()
    expect([code, wrongIn(result)]).toEqual([3, [{ path: '/', served: 'changed', release: 'as-signed' }]])
  })

  it('missing, or led elsewhere', async () => {
    instead['/form.css'] = gone
    instead['/offline.html'] = () => ({ status: 302, body: '' })
    const { code, result } = await lookAsProgram()
    expect([code, wrongIn(result).map(({ path, served }) => [path, served])]).toEqual([
      3,
      [
        ['form.css', 'missing'],
        ['offline.html', 'missing'],
      ],
    ])
  })

  it('extra: served, and used by the page', async () => {
    instead['/'] = found(
      `${files['index.html']}<script async src='/spy.js'></script><script src="https://elsewhere.example/spy.js"></script>`,
    )
    const { code, result } = await lookAsProgram()
    expect(code).toBe(3)
    expect(wrongIn(result)).toMatchObject([
      { path: '/', served: 'changed' },
      { path: 'https://elsewhere.example/spy.js', served: 'not-signed' },
      { path: 'spy.js', served: 'not-signed' },
    ])
  })

  it('extra: of the release, served, and not signed', async () => {
    const newer = build(join(folder.path, 'newer'), { ...files, 'form.js': 'other', 'new.js': 'new' })
    instead['/new.js'] = found('new')
    const { code, result } = await lookAsProgram(middle, '--form', newer)
    expect([code, wrongIn(result)]).toEqual([
      3,
      [
        { path: 'form.js', served: 'as-signed', release: 'changed' },
        { path: 'new.js', served: 'not-signed', release: 'not-signed' },
      ],
    ])
  })
})

describe('keys that are not as signed end with 3:', () => {
  const thisWeek = () => `/v1/epochs/${epochOfDay(dayOf(Math.floor(Date.now() / 1000)))}?keyring=1`

  it('an intake key was swapped', async () => {
    const epochs = thisWeek()
    instead[epochs] = async () => {
      const { status, body } = await fromServer(epochs)
      const swapped = Uint8Array.from(body as Uint8Array)
      swapped[5] = (swapped[5] ?? 0) ^ 1
      return { status, body: swapped }
    }
    const { code, result } = await lookAsProgram()
    expect([code, result.intakeKeys, result.asSigned]).toEqual([3, 'intake_key_wrong', false])
    expect((await look()).out).toContain('WRONG the server offers a key that the organisation did not list')
  })

  it('an intake key is missing', async () => {
    instead[thisWeek()] = found(new Uint8Array(1216))
    expect(await lookAsProgram()).toMatchObject({ code: 3, result: { intakeKeys: 'intake_key_missing' } })
  })

  it('the date is off', async () => {
    const later = () => Date.now() + 40 * 86_400_000
    const { code, out } = await typed([verify], ['verify', middle, '--form', form], {}, { clock: later })
    expect([code, out]).toEqual([3, expect.stringContaining('differ by 40 days')])
  })

  it('it is another organisation', async () => {
    const { code, out } = await look(middle, '--org', 'f'.repeat(64), '--json')
    expect([code, JSON.parse(out)]).toMatchObject([3, { error: { code: 'keyring_foreign' } }])
  })

  it('the page names another organisation, or none', async () => {
    for (const body of [`{"organisation":"${'e'.repeat(64)}","api":"","contact":["","",""]}`, '{}', '']) {
      instead['/org.json'] = found(body)
      expect(await lookAsProgram()).toMatchObject({
        code: 3,
        result: { asSigned: false, intakeKeys: 'as-signed' },
      })
    }
  })

  it('the keyring was changed', async () => {
    const { body } = await fromServer('/v1/keyring')
    const text = new TextDecoder().decode(body as Uint8Array)
    instead['/v1/keyring'] = found(text.replace(/"sig":"./, '"sig":"_'))
    expect((await look()).code).toBe(3)
  })
})

describe('what cannot be looked at', () => {
  it.each([
    ['a server that is not there', ['http://127.0.0.1:9'], 4],
    ['a page without encryption', ['http://tips.example.org'], 2],
    ['an address with a query', ['https://tips.example.org/?x=1'], 2],
    ['a name and a password', ['https://me:secret@tips.example.org'], 2],
    ['no organisation, not on this machine', ['https://tips.example.org'], 2],
    ['no address', [], 2],
  ])('%s', async (_, args, code) => {
    const outcome = await typed([verify], ['verify', ...args])
    expect([outcome.code, outcome.err.includes('secret')]).toEqual([code, false])
  })

  it('a form on this machine whose server is elsewhere, without an organisation', async () => {
    instead['/org.json'] = found(
      `{"organisation":"${organisation}","api":"https://tips.example.org","contact":["","",""]}`,
    )
    expect(await look()).toMatchObject({ code: 2, err: expect.stringContaining('--org') })
  })
})
