import { statSync } from 'node:fs'
import { expect, it } from 'vitest'
import { lockData } from '../../src/store/lock.ts'
import { openSqliteStore } from '../../src/store/sqlite.ts'
import { started } from './child.ts'
import { folders } from './folder.ts'
import { tip } from './rows.ts'

const folder = folders()

const refusal = expect.objectContaining({
  code: 'data_locked',
  hint: expect.stringContaining('stop the other server'),
})

it('one data folder has one holder at a time', () => {
  const data = folder()
  const first = lockData(data)
  expect(() => lockData(data)).toThrowError(refusal)
  expect(() => lockData(data)).toThrowError(data)
  first.release()
  lockData(data).release()
})

it('the lock does not hinder the store of its holder', () => {
  const data = folder()
  const lock = lockData(data)
  const store = openSqliteStore({ folder: data })
  expect(store.addTips([tip()])).toMatchObject([{ status: 'stored' }])
  store.close()
  expect(() => lockData(data)).toThrowError(refusal)
  lock.release()
})

it('the lock file is private to its owner', () => {
  const data = folder()
  lockData(data).release()
  expect(statSync(`${data}/candor.lock`).mode & 0o777).toBe(0o600)
  expect(statSync(data).mode & 0o777).toBe(0o700)
})

it('another process that holds the folder keeps this one out, until it is killed', async () => {
  const data = folder()
  const other = await started(new URL('./child-locks.ts', import.meta.url), data)
  expect(other.line).toBe('held')
  expect(() => lockData(data)).toThrowError(refusal)
  await other.kill()
  lockData(data).release()
})

it('the lock is not lost to the garbage collector', async () => {
  const data = folder()
  const { setFlagsFromString } = await import('node:v8')
  const { runInNewContext } = await import('node:vm')
  setFlagsFromString('--expose-gc')
  lockData(data)
  ;(runInNewContext('gc') as () => void)()
  await new Promise((resolve) => setTimeout(resolve, 20))
  expect(() => lockData(data)).toThrowError(refusal)
})
