import { Worker } from 'node:worker_threads'
import { afterEach, describe, expect, it } from 'vitest'
import { type Job, type OpenerPool, openInPool, type Result } from '../../src/desk/sync/opener.ts'
import { sealTip } from '../../src/protocol/tip.ts'
import { sodium as p } from '../support/implementations.ts'
import { deterministic } from '../support/organisation.ts'
import { draft, secretOf, source, to } from '../support/tips.ts'

const random = deterministic('opener')
const built = () => new Worker(new URL('../../dist/desk/sync/opener-worker.js', import.meta.url))

/** More than are opened without threads. The last one is not for whoever opens them. */
const jobsFor = (name: string): Job[] =>
  Array.from({ length: 65 }, (_, i) => ({
    to,
    envelope: sealTip(p, to, source, { ...draft, checkpoint: `${name} ${i}` }, random(32)),
    index: i === 64 ? 3 : 0,
    secret: secretOf(i === 64 ? 3 : 0),
  }))

const checkpoints = (results: readonly Result[]) =>
  results.map((result) => (result?.status === 'sound' ? result.tip.checkpoint : result))

const expected = (name: string) => [...Array.from({ length: 64 }, (_, i) => `${name} ${i}`), null]

describe('a pool of threads', () => {
  const pools: OpenerPool[] = []
  const poolOf = (start: () => Worker) => {
    const pool = openInPool(p, 2, start)
    pools.push(pool)
    return pool
  }
  afterEach(async () => void (await Promise.all(pools.splice(0).map((pool) => pool.close()))))

  it('answers in the order in which it was asked, two pages at a time', async () => {
    const { open } = poolOf(built)
    const pages = await Promise.all([open(jobsFor('one')), open(jobsFor('two'))])
    expect(pages.map(checkpoints)).toEqual([expected('one'), expected('two')])
  })

  it('of which one fails says so, now and for all that is asked later', async () => {
    const { open } = poolOf(() => new Worker('throw new Error("out of order")', { eval: true }))
    const jobs = jobsFor('one')
    await expect(open(jobs)).rejects.toThrow('out of order')
    await expect(open(jobs)).rejects.toThrow('out of order')
  })
})
