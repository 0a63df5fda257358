import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach } from 'vitest'
import { openSqliteStore, type SqliteOptions } from '../../src/store/sqlite.ts'
import type { Store } from '../../src/store/store.ts'
import type { Fixture } from './fixture.ts'

const newFolder = () => join(mkdtempSync(join(tmpdir(), 'candor-store-')), 'data')

const removeFolder = (folder: string) => rmSync(join(folder, '..'), { recursive: true, force: true })

/** A data folder for each test of a file, which has not been made yet. */
export function folders(): () => string {
  const made: string[] = []
  afterEach(() => made.splice(0).forEach(removeFolder))
  return () => {
    const folder = newFolder()
    made.push(folder)
    return folder
  }
}

/** An SQLite store for the conformance suite. */
export function sqliteFixture(options: Omit<SqliteOptions, 'folder'> = {}): Fixture {
  const folder = newFolder()
  const open = () => openSqliteStore({ ...options, folder })
  let store: Store = open()
  return {
    store,
    reopen() {
      store.close()
      store = open()
      return store
    },
    dispose() {
      store.close()
      removeFolder(folder)
    },
  }
}
