import { describe, expect, it } from 'vitest'
import { type Environment, parseConfig } from '../../src/server/config.ts'

const parse = (env: Environment, trial = false) => parseConfig(env, () => trial)
const CANDOR_ORG = 'ab'.repeat(32)

describe('the settings', () => {
  it('are sound when nobody sets any', () => {
    expect(parse({})).toEqual({
      port: 8080,
      host: '127.0.0.1',
      data: './data',
      organisation: null,
      trustProxy: false,
      batchSeconds: 600,
      tipsPerMinute: 60,
      dropsPerMinute: 600,
      dropMegabytes: 1024,
      requestsPerMinute: 1200,
      logLevel: 'info',
      isTrial: false,
    })
    expect(parse({ PORT: '', CANDOR_DATA: '' })).toEqual(parse({}))
  })

  it('are each read from their variable', () => {
    const env = {
      PORT: '9000',
      HOST: '0.0.0.0',
      CANDOR_DATA: '/srv/candor',
      CANDOR_ORG,
      CANDOR_TRUST_PROXY: '10.0.0.0/8, 2001:db8::1',
      CANDOR_BATCH_SECONDS: '30',
      CANDOR_TIPS_PER_MINUTE: '5',
      CANDOR_DROPS_PER_MINUTE: '7',
      CANDOR_DROP_MEGABYTES: '8',
      CANDOR_REQUESTS_PER_MINUTE: '6',
      CANDOR_LOG_LEVEL: 'debug',
    }
    expect(parse(env)).toEqual({
      port: 9000,
      host: '0.0.0.0',
      data: '/srv/candor',
      organisation: new Uint8Array(32).fill(0xab),
      trustProxy: ['10.0.0.0/8', '2001:db8::1'],
      batchSeconds: 30,
      tipsPerMinute: 5,
      dropsPerMinute: 7,
      dropMegabytes: 8,
      requestsPerMinute: 6,
      logLevel: 'debug',
      isTrial: false,
    })
    expect(parse({ CANDOR_TRUST_PROXY: '2' }).trustProxy).toBe(2)
  })

  it('let a trial show its tips at once, unless an organisation is named', () => {
    expect(parse({}, true)).toMatchObject({ isTrial: true, batchSeconds: 0 })
    expect(parse({ CANDOR_BATCH_SECONDS: '9' }, true)).toMatchObject({ isTrial: true, batchSeconds: 9 })
    expect(parse({ CANDOR_ORG }, true)).toMatchObject({ isTrial: false, batchSeconds: 600 })
  })

  it.each([
    ['PORT', ['x', '-1', '65536', '80.0', '080', ' 80', '1e3']],
    ['HOST', ['a b', 'http://x', '1.2.3.4:80', '-x']],
    ['CANDOR_ORG', ['x', 'AB'.repeat(32), 'ab'.repeat(31), `${CANDOR_ORG} `]],
    ['CANDOR_TRUST_PROXY', ['0', 'true', 'nginx', '10.0.0.0/33', '10.0.0.0/8/8', '1.2.3.4,', '99']],
    ['CANDOR_BATCH_SECONDS', ['-1', '86401', '1.5', 'ten']],
    ['CANDOR_TIPS_PER_MINUTE', ['0', '1000001', 'many']],
    ['CANDOR_DROPS_PER_MINUTE', ['0', '1000001', 'many']],
    ['CANDOR_DROP_MEGABYTES', ['0', '1000001', '1.5', '1024MB']],
    ['CANDOR_REQUESTS_PER_MINUTE', ['0', '', 'x'].filter(Boolean)],
    ['CANDOR_LOG_LEVEL', ['trace', 'INFO']],
  ])('%s is named when it is wrong', (name, values) => {
    for (const value of values) expect(() => parse({ [name]: value })).toThrow(`${name} must be `)
  })

  it('keep a server without an organisation to this machine', () => {
    for (const HOST of ['127.0.0.1', '127.9.9.9', '::1', 'localhost']) expect(parse({ HOST }).host).toBe(HOST)
    for (const HOST of ['0.0.0.0', '::', '192.168.0.1', 'example.org', '::ffff:10.0.0.1']) {
      expect(() => parse({ HOST })).toThrow('whoever comes first could publish theirs')
      expect(parse({ HOST, CANDOR_ORG }).host).toBe(HOST)
    }
  })
})
