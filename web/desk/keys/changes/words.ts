import type { ChangeView } from '../../../../src/local/wire.ts'

type OrderOf = Extract<ChangeView, { readonly type: 'order' }>['of']
type PolicyField = Extract<ChangeView, { readonly type: 'policy' }>['field']
type FormWhat = Extract<ChangeView, { readonly type: 'form' }>['what']

/** How a language says what an organisation changed. Names come as they are: no sentence bends them. */
export interface ChangeWords {
  readonly quote: (text: string) => string
  readonly readerAdded: (name: string, desks: string) => string
  readonly readerRemoved: (name: string, desks: string) => string
  readonly identityReplaced: (name: string) => string
  readonly deskGiven: (name: string, desk: string) => string
  readonly deskTaken: (name: string, desk: string) => string
  readonly personRenamed: (before: string, after: string) => string
  readonly keysUntil: (names: string, day: string) => string
  readonly deskAdded: (name: string) => string
  readonly deskRemoved: (name: string) => string
  readonly deskRenamed: (before: string, after: string) => string
  readonly deskDescribed: (name: string) => string
  readonly about: (quoted: string) => string
  readonly seenAs: (quoted: string) => string
  readonly order: Readonly<Record<OrderOf, string>>
  readonly validity: (from: string, until: string) => string
  readonly rootAdded: string
  readonly rootRemoved: string
  readonly threshold: (after: string, before: string | null) => string
  readonly logKeyAdded: (key: string) => string
  readonly logKeyRemoved: (key: string) => string
  readonly texts: Readonly<Record<'name' | 'contact', (quoted: string) => string>>
  readonly languages: (codes: string) => string
  readonly questions: {
    readonly added: (questions: string) => string
    readonly changed: (questions: string) => string
    readonly removed: (ids: string) => string
    readonly renumbered: string
    readonly kind: Readonly<Record<'short' | 'long', string>>
    readonly required: string
    readonly repeated: (group: string) => string
    readonly role: Readonly<Record<'subject' | 'superior', string>>
  }
  readonly policy: Readonly<Record<PolicyField, string>>
  readonly policyChange: (field: string, after: string, before: string | null) => string
  readonly tellsApart: string
  readonly deletedSooner: string
  readonly form: Readonly<Record<FormWhat, (path: string) => string>>
  readonly sha256: (digest: string) => string
  readonly nothing: string
}
