import { cpSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { commands } from '../../src/cli/commands/index.ts'
import { type Office, openOffice } from './office.ts'

const WEEK = 7 * 86_400
let office: Office

beforeAll(async () => {
  office = await openOffice(commands)
})
afterAll(() => office.close())

it('a copy of a vault says until when it opens tips, once the other one has made new keys', async () => {
  const vaults = join(office.data, 'trial', 'vaults')
  await office.at('aigerim', ['sync'])
  const { madeUntil } = await office.json('aigerim', ['keys'])
  cpSync(join(vaults, 'aigerim'), join(vaults, 'copy'), { recursive: true })
  office.pass(8 * WEEK)
  expect((await office.at('aigerim', ['sync'])).err).not.toContain('copy')
  const { err } = await office.at('copy', ['sync'])
  expect(err).toContain(`cannot open tips that are sealed after ${String(madeUntil)}`)
  expect(err).toContain('Go on with the other copy, or copy that vault here again.')
})
