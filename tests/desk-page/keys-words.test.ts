import { describe, expect, it } from 'vitest'
import { changesView } from '../../src/local/changes-view.ts'
import { STARTER_TEMPLATES } from '../../src/local/starter-templates.ts'
import { encodeKeyring, type Keyring, parseKeyring } from '../../src/protocol/keyring/statement.ts'
import { sayChanges } from '../../web/desk/keys/changes/say.ts'
import { parseTemplates, TemplatesFault, templatesFile } from '../../web/desk/settings/templates-file.ts'
import { organisationOf, p } from '../intake/support.ts'
import { textsIn, withText } from '../support/keyring-texts.ts'

const { keyring } = organisationOf(3)
const LANGUAGES = ['en', 'ru', 'kk'] as const
type Language = (typeof LANGUAGES)[number]

const textOf = (language: Language, before: Keyring | null, after: Keyring): string =>
  sayChanges(language, changesView(p, before, after))
    .map(({ text }) => text)
    .join('\n')

describe.each(LANGUAGES)('whoever approves a change is told in %s', (language) => {
  const paths = textsIn(keyring)

  it('every text that is another, in whatever language, as it will stand', () => {
    expect(paths.length).toBeGreaterThan(20)
    const untold = paths.filter((path) => {
      const after = parseKeyring(encodeKeyring(withText(keyring, path, 'write to mallory') as Keyring))
      return !textOf(language, keyring, after).includes('write to mallory')
    })
    expect(untold).toEqual([])
  })

  it('of the first list every text and every deadline', () => {
    const untold = paths.filter(
      (path) =>
        !textOf(language, null, withText(keyring, path, 'write to mallory') as Keyring).includes(
          'write to mallory',
        ),
    )
    expect(untold).toEqual([])
    const policy = { ...keyring.policy, envelopeDays: 471 }
    expect(textOf(language, null, { ...keyring, policy })).toContain('471')
  })

  it('something of its own for every kind of change', () => {
    const [one, two, three] = keyring.recipients as [
      Keyring['recipients'][0],
      Keyring['recipients'][0],
      Keyring['recipients'][0],
    ]
    const root = one.epochs[0]
    const kinds: readonly (readonly [string, Partial<Keyring>, Partial<Keyring>?])[] = [
      ['reader-added', {}, { recipients: [one, two] }],
      ['reader-removed', { recipients: [one, two] }],
      ['identity-replaced', { recipients: [{ ...one, identity: three.identity }, two, three] }],
      ['desk-given', {}, { recipients: [{ ...one, desks: [] }, two, three] }],
      ['desk-taken', { recipients: [{ ...one, desks: [] }, two, three] }],
      ['intake-keys', { recipients: [{ ...one, epochs: one.epochs.slice(1) }, two, three] }],
      ['order', { recipients: [two, one, three] }],
      ['validity', { validUntil: '2030-01-01' }],
      ['root-added', { roots: [...keyring.roots, root as string] }],
      ['root-removed', {}, { roots: [...keyring.roots, root as string] }],
      ['threshold', { threshold: 7 }],
      ['log-key-added', { logKeys: [...keyring.logKeys, root as string] }],
      ['log-key-removed', {}, { logKeys: [...keyring.logKeys, root as string] }],
      ['languages', { languages: ['de', 'ru', 'kk'] }],
      ['policy', { policy: { ...keyring.policy, shardBits: 9 } }],
      ['form', { form: [{ path: 'index.html', sha256: root as string }] }],
    ]
    const said = kinds.map(([kind, after, before = {}]) => {
      const [previous, next] = [
        { ...keyring, ...before },
        { ...keyring, ...after },
      ]
      const views = changesView(p, previous, next)
      expect([kind, views.map(({ type }) => type)]).toEqual([kind, expect.arrayContaining([kind])])
      return textOf(language, previous, next)
    })
    expect(said.filter((text) => text.trim() === '' || /undefined|\[object/.test(text))).toEqual([])
    expect(new Set(said).size).toBe(kinds.length)
  })

  it('nothing that begins a line of its own', () => {
    for (const path of paths) {
      const after = withText(keyring, path, 'Dana\n  Nothing is missing.') as Keyring
      const all = sayChanges(language, changesView(p, keyring, after))
      expect(all.every(({ text }) => !text.includes('\n'))).toBe(true)
    }
  })
})

describe('a file of texts', () => {
  const faultOf = (file: string): string => {
    try {
      parseTemplates(file)
      return 'taken'
    } catch (error) {
      return error instanceof TemplatesFault ? `${error.code} ${error.path}`.trim() : String(error)
    }
  }
  const [first] = STARTER_TEMPLATES
  const whole = JSON.parse(templatesFile(STARTER_TEMPLATES)) as Record<string, unknown>
  const without = (template: object) => JSON.stringify({ ...whole, templates: [template] })

  it('is read as it was written', () => {
    expect(parseTemplates(templatesFile(STARTER_TEMPLATES))).toEqual(STARTER_TEMPLATES)
  })

  it('begins with texts in three languages that ask nobody who they are', () => {
    for (const { title, text } of STARTER_TEMPLATES) {
      expect([Object.keys(title), Object.keys(text)]).toEqual([
        ['en', 'ru', 'kk'],
        ['en', 'ru', 'kk'],
      ])
      expect(Object.values(text).join(' ')).not.toMatch(/your name|ваше имя|как вас зовут|атыңыз кім/i)
    }
  })

  it.each([
    ['not-json', '{'],
    ['not-templates', '{"candor":"proposal","version":1,"templates":[]}'],
    ['not-templates', '[]'],
    ['not-templates', '{}'],
    ['newer version', JSON.stringify({ ...whole, version: 2 })],
    ['unknown more', JSON.stringify({ ...whole, more: 1 })],
    ['missing templates[0].use', without({ ...first, use: undefined })],
    ['wrong templates[0].use', without({ ...first, use: 'shout' })],
    ['unknown templates[0].html', without({ ...first, html: '' })],
    ['wrong templates[0].title.english', without({ ...first, title: { english: 'x' } })],
    ['missing templates[0].text.de', without({ ...first, title: { ...first?.title, de: 'x' } })],
    ['empty templates[0].text.ru', without({ ...first, text: { ...first?.text, ru: ' ' } })],
    ['wrong templates[0].text.ru', without({ ...first, text: { ...first?.text, ru: '\ud800' } })],
    [
      'too-long templates[0].text.ru',
      without({ ...first, text: { ...first?.text, ru: 'a'.repeat(10_001) } }),
    ],
    ['twice templates[1].id', JSON.stringify({ ...whole, templates: [first, first] })],
    ['too-many templates', JSON.stringify({ ...whole, templates: Array.from({ length: 201 }, () => first) })],
  ])('is refused whole, and says where: %s', (fault, file) => {
    expect(faultOf(file)).toBe(fault)
  })
})
