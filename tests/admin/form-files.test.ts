import { describe, expect, it } from 'vitest'
import { listForm, sameForm } from '../../src/admin/form-files.ts'
import { foundOrganisation } from '../../src/admin/genesis.ts'
import { toBase64, toUtf8 } from '../../src/protocol/bytes.ts'
import { trustGenesis } from '../../src/protocol/keyring/chain.ts'
import { organisationOf, p, random } from '../intake/support.ts'
import { TODAY } from '../support/organisation.ts'

const readerOf = (files: Readonly<Record<string, string>>) => ({
  paths: async () => Object.keys(files),
  read: async (path: string) => toUtf8(files[path] ?? ''),
})

const files = { 'index.html': '<p>', 'a.js': 'a', 'A.js': 'A', 'parts/b.js': 'b' }

describe('the list of a form', () => {
  it('holds every file in the order that a keyring demands', async () => {
    const form = await listForm(p, readerOf(files))
    expect(form.map(({ path }) => path)).toEqual(['A.js', 'a.js', 'index.html', 'parts/b.js'])
    expect(form[1]).toEqual({ path: 'a.js', sha256: toBase64(p.sha256(toUtf8('a'))) })
    const { keyring } = organisationOf()
    const root = random(32)
    const founding = {
      name: keyring.name,
      contact: keyring.contact,
      desks: keyring.desks,
      recipients: keyring.recipients,
      roots: [root],
      threshold: 1,
      logKeys: [random(32)],
      today: TODAY,
      validDays: 9,
    }
    const founded = (more: object) =>
      trustGenesis(p, foundOrganisation(p, { ...founding, ...more }), null).keyring.form
    expect(founded({ form })).toEqual(form)
    expect(founded({})).toEqual([])
  })

  it('leaves out what is the same file, compressed', async () => {
    const form = await listForm(p, readerOf({ ...files, 'a.js.gz': 'x', 'a.js.br': 'x', 'gz.js': 'x' }))
    expect(form.map(({ path }) => path)).toEqual(['A.js', 'a.js', 'gz.js', 'index.html', 'parts/b.js'])
  })

  it('is another as soon as a file is changed, added, removed or renamed', async () => {
    const form = await listForm(p, readerOf(files))
    const { 'a.js': a, ...rest } = files
    expect(sameForm(form, await listForm(p, readerOf({ ...rest, 'a.js': a })))).toBe(true)
    for (const other of [{ ...files, 'a.js': 'b' }, { ...files, 'c.js': '' }, rest, { ...rest, 'd.js': a }]) {
      expect(sameForm(form, await listForm(p, readerOf(other)))).toBe(false)
    }
  })
})
