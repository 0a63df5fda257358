import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { writeLinkFile } from '../../src/local/link-file.ts'
import type { CaseView, DeskState, Inbox } from '../../src/local/wire.ts'
import { newFolder } from '../cli/inside.ts'
import { type Office, openOffice } from '../cli/office.ts'
import { launchBrowser } from '../support/browser.ts'
import { deskOf, type TestDesk, until } from './desk.ts'

/** A page of somebody else's, in the browser in which the desk is open. It even knows the desk's port. */
const HOSTILE = (desk: string) => `<!doctype html><title>hostile</title><script>
const DESK = ${JSON.stringify(desk)}
const settled = async (name, act) => {
  try { return [name, await act()] } catch (error) { return [name, 'failed'] }
}
const included = (make) => new Promise((resolve) => {
  const element = make()
  element.onload = () => resolve('loaded')
  element.onerror = () => resolve('failed')
  document.head.append(element)
})
const element = (tag, fields) => () => Object.assign(document.createElement(tag), fields)
const read = async (path, init) => {
  const answer = await fetch(DESK + path, init)
  return answer.type + ' ' + answer.status + ' ' + (await answer.text())
}
const formTo = (path, enctype) => new Promise((resolve) => {
  const frame = document.createElement('iframe')
  frame.name = 'target' + Math.random()
  frame.onload = () => resolve('sent')
  document.body.append(frame)
  const form = Object.assign(document.createElement('form'), { action: DESK + path, method: 'post', enctype, target: frame.name })
  const field = Object.assign(document.createElement('input'), { name: '{"acknowledge":true,"a":"', value: '"}' })
  form.append(field)
  document.body.append(form)
  form.submit()
  setTimeout(resolve, 1500, 'sent')
})
const framed = (path) => new Promise((resolve) => {
  const frame = document.createElement('iframe')
  frame.src = DESK + path
  let looks = 0
  // A machine that is busy opens it late: until then it is empty, and anybody's.
  const look = () => {
    try {
      const text = frame.contentDocument.body.innerText
      if (text === '' && ++looks < 150) setTimeout(look, 100)
      else resolve('read ' + text)
    } catch { resolve('sealed') }
  }
  setTimeout(look, 1500)
  document.body.append(frame)
})
const opened = (path) => new Promise((resolve) => {
  const other = window.open(DESK + path)
  let looks = 0
  const look = () => {
    if (!other.closed && ++looks < 150) return setTimeout(look, 100)
    try { resolve('read ' + other.document.body.innerText) } catch { resolve('closed ' + other.closed + ' frames ' + other.length) }
  }
  setTimeout(look, 1500)
})
const socket = () => new Promise((resolve) => {
  const each = new WebSocket(DESK.replace('http', 'ws') + '/api/changes?after=0')
  each.onopen = () => resolve('open')
  each.onerror = () => resolve('failed')
})
const events = () => new Promise((resolve) => {
  const each = new EventSource(DESK + '/api/changes?after=0')
  each.onopen = () => resolve('open')
  each.onerror = () => { each.close(); resolve('failed') }
})
const json = { 'content-type': 'application/json' }
const attack = async () => Object.fromEntries(await Promise.all([
  settled('read', () => read('/api/inbox')),
  settled('read with cookies', () => read('/api/inbox', { credentials: 'include' })),
  settled('read page', () => read('/')),
  settled('read without answer', () => read('/api/cases/1', { mode: 'no-cors' })),
  settled('post', () => read('/api/lock', { method: 'POST', body: '{}' })),
  settled('post json', () => read('/api/lock', { method: 'POST', body: '{}', headers: json })),
  settled('post without answer', () => read('/api/lock', { method: 'POST', body: '{}', mode: 'no-cors' })),
  settled('post a type without answer', () => read('/api/lock', { method: 'POST', body: new Blob(['{}'], { type: 'text/plain' }), mode: 'no-cors' })),
  settled('put', () => read('/api/cases/1/draft', { method: 'PUT', body: '{"kind":"say","told":"acted","toSource":"x","note":"x"}', headers: json })),
  settled('guessed session', () => read('/api/state', { headers: { authorization: 'Bearer ' + 'a'.repeat(43) } })),
  settled('guessed token', () => read('/api/session', { method: 'POST', body: '{"token":"' + 'a'.repeat(43) + '"}', headers: json })),
  settled('beacon', () => String(navigator.sendBeacon(DESK + '/api/lock', '{}'))),
  settled('form', () => formTo('/api/lock', 'text/plain')),
  settled('form of a case', () => formTo('/api/cases/1/open', 'application/x-www-form-urlencoded')),
  settled('script', () => included(element('script', { src: DESK + '/desk.js' }))),
  settled('script of the list', () => included(element('script', { src: DESK + '/api/inbox' }))),
  settled('module', () => included(element('script', { type: 'module', src: DESK + '/desk.js' }))),
  settled('style', () => included(element('link', { rel: 'stylesheet', href: DESK + '/desk.css' }))),
  settled('image', () => included(element('img', { src: DESK + '/' }))),
  settled('frame', () => framed('/')),
  settled('frame of the list', () => framed('/api/inbox')),
  settled('window', () => opened('/')),
  settled('window of the list', () => opened('/api/inbox')),
  settled('socket', socket),
  settled('events', events),
]))
</script><body></body>`

let office: Office
let desk: TestDesk
let browser: Browser
let context: BrowserContext
let own: Page
const strangers: { readonly origin: string; readonly close: () => void }[] = []

async function serve(html: () => string) {
  const server = createServer((_request, response) =>
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(html()),
  )
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const close = () => {
    server.closeAllConnections()
    server.close()
  }
  const stranger = { origin: `http://127.0.0.1:${port}`, close }
  strangers.push(stranger)
  return stranger
}

beforeAll(async () => {
  office = await openOffice([])
  await office.tip('NEEDLE: the tender was fixed.')
  desk = await deskOf(office, 'aigerim')
  await until(async () => (await desk.get<Inbox>('/api/inbox')).rows.length === 1)
  browser = await launchBrowser('--host-resolver-rules=MAP rebound.example 127.0.0.1')
  context = await browser.newContext()
  own = await context.newPage()
  await own.goto(desk.newLink())
  await until(async () => (await own.evaluate('sessionStorage.getItem("session")')) !== null)
}, 90_000)

afterAll(async () => {
  await browser.close()
  for (const { close } of strangers) close()
  await desk.close()
  await office.close()
})

let before: { readonly state: DeskState; readonly view: CaseView }
const stand = async () => ({
  state: await desk.get<DeskState>('/api/state'),
  view: await desk.get<CaseView>('/api/cases/1'),
})
beforeEach(async () => {
  before = await stand()
})

type Results = Record<string, string>

describe('a hostile page in another tab', () => {
  for (const host of ['127.0.0.1', 'localhost'])
    test(`from ${host} learns nothing of a case and changes nothing`, async () => {
      const { origin } = await serve(() => HOSTILE(desk.origin))
      const page = await context.newPage()
      await page.goto(origin.replace('127.0.0.1', host))
      const results = (await page.evaluate('attack()')) as Results
      expect(results).toEqual({
        read: 'failed',
        'read with cookies': 'failed',
        'read page': 'failed',
        'read without answer': 'failed',
        post: 'failed',
        'post json': 'failed',
        'post without answer': 'failed',
        'post a type without answer': 'failed',
        put: 'failed',
        'guessed session': 'failed',
        'guessed token': 'failed',
        // That it was handed to the network is all that a beacon says.
        beacon: 'true',
        form: 'sent',
        'form of a case': 'sent',
        script: 'failed',
        'script of the list': 'failed',
        module: 'failed',
        style: 'failed',
        image: 'failed',
        frame: 'sealed',
        'frame of the list': 'sealed',
        window: 'closed true frames 0',
        'window of the list': 'closed true frames 0',
        socket: 'failed',
        events: 'failed',
      })
      expect(await stand()).toEqual(before)
      for (const each of context.pages().filter((other) => other !== own)) await each.close()
    }, 60_000)

  test('that gives this machine a name of its own finds a desk with another address', async () => {
    const page = await context.newPage()
    const { port } = new URL(desk.origin)
    const answer = await page.goto(`http://rebound.example:${port}/`)
    expect(answer?.status()).toBe(421)
    expect(await page.content()).not.toContain('desk.js')
    const asked = await page.evaluate(
      `fetch('/api/inbox').then(async (answer) => [answer.status, await answer.text()])`,
    )
    expect(asked).toEqual([421, '{"code":"request_malformed","message":"the desk has another address"}'])
    await page.close()
  })
})

test('another tab of the same browser has no session of its own, though it finds the page', async () => {
  const page = await context.newPage()
  await page.goto(desk.origin)
  const status = await page.evaluate(`fetch('/api/inbox').then(({ status }) => status)`)
  expect(status).toBe(401)
  expect(await page.content()).not.toContain('NEEDLE')
  await page.close()
})

test('the link is followed from a file as it is from a terminal', async () => {
  const folder = newFolder()
  const { path } = await writeLinkFile(join(folder.path, 'vault'), desk.newLink(), Date.now())
  const page = await context.newPage()
  await page.goto(pathToFileURL(path).href)
  await until(async () => page.url() === `${desk.origin}/`)
  await until(async () => (await page.evaluate('sessionStorage.getItem("session")')) !== null)
  await page.close()
  folder.remove()
})

test('the token does not stay in the address, and nothing is kept as a cookie', async () => {
  const address = (await own.evaluate('location.href')) as string
  expect(address).toBe(`${desk.origin}/`)
  expect(await context.cookies()).toEqual([])
  const session = (await own.evaluate('sessionStorage.getItem("session")')) as string
  expect(session).toMatch(/^[\w-]{43}$/)
  expect(await own.evaluate('JSON.stringify(localStorage)')).not.toContain(session)
})

test('the page runs under its own rules: nothing of it is refused by the browser', async () => {
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text())
  })
  page.on('pageerror', (error) => complaints.push(error.message))
  await page.goto(desk.newLink())
  await until(async () => (await page.locator('body').innerText()).includes('NEEDLE'))
  expect(complaints).toEqual([])
  await page.close()
})
