import type { Section } from './index.ts'
import { speech } from './speech.ts'

/** The small dialogs: status, severity, who has it, labels, another case. `cases` is “3 cases”, or the name of the one. */
export interface PickerWords {
  readonly statusTitle: (cases: string) => string
  readonly severityTitle: (cases: string) => string
  readonly assignTitle: (cases: string) => string
  readonly labelsTitle: (cases: string) => string
  readonly mergeTitle: (cases: string) => string
  readonly mergeAbout: string
  readonly setStatus: string
  readonly setSeverity: string
  readonly setLabels: string
  readonly person: string
  readonly label: string
  readonly labelHint: string
  readonly labelTooLong: string
  readonly create: (label: string) => string
  readonly onSome: string
  readonly findCase: string
  readonly none: string
  readonly done: {
    readonly status: (cases: string, status: string) => string
    readonly closed: (cases: string) => string
    readonly severity: (cases: string, severity: string) => string
    readonly assigned: (cases: string, person: string) => string
    readonly freed: (cases: string) => string
    readonly labels: (cases: string) => string
    readonly merged: (cases: string, into: string) => string
    readonly apart: (cases: string) => string
  }
  readonly count: (count: number) => string
}

const en: PickerWords = {
  statusTitle: (cases) => `Status: ${cases}`,
  severityTitle: (cases) => `How serious: ${cases}`,
  assignTitle: (cases) => `Who works on it: ${cases}`,
  labelsTitle: (cases) => `Labels: ${cases}`,
  mergeTitle: (cases) => `Repeats another case: ${cases}`,
  mergeAbout:
    'The list then shows it inside the other one. Who can read it, what is said to each source and by when stay as they are.',
  setStatus: 'Set status',
  setSeverity: 'Set severity',
  setLabels: 'Set labels',
  person: 'Type a name, choose with the arrows',
  label: 'Type a label',
  labelHint: 'Enter ticks it. A new one is made when nothing fits.',
  labelTooLong: 'This is too long for a label.',
  create: (label) => `New label “${label}”`,
  onSome: 'on some of them',
  findCase: 'Type a number, a name, or words from it',
  none: 'Nothing fits.',
  done: {
    status: (cases, status) => `${cases}: ${status.toLowerCase()}.`,
    closed: (cases) => `${cases}: closed.`,
    severity: (cases, severity) => `${cases}: severity ${severity.toLowerCase()}.`,
    assigned: (cases, person) => `${cases}: now with ${person}.`,
    freed: (cases) => `${cases}: now with nobody.`,
    labels: (cases) => `${cases}: labels changed.`,
    merged: (cases, into) => `${cases}: shown as a repeat of ${into}.`,
    apart: (cases) => `${cases}: on its own again.`,
  },
  count: (count) => speech.en.plural(count, 'case', 'cases', 'cases'),
}

const ru: PickerWords = {
  statusTitle: (cases) => `Статус: ${cases}`,
  severityTitle: (cases) => `Насколько серьёзно: ${cases}`,
  assignTitle: (cases) => `Кто ведёт: ${cases}`,
  labelsTitle: (cases) => `Метки: ${cases}`,
  mergeTitle: (cases) => `Повторяет другое дело: ${cases}`,
  mergeAbout:
    'В списке оно будет внутри другого дела. Кто может читать, что и к какому сроку говорят каждому источнику — не изменится.',
  setStatus: 'Поставить статус',
  setSeverity: 'Поставить оценку',
  setLabels: 'Поставить метки',
  person: 'Начните писать имя, выберите стрелками',
  label: 'Впишите метку',
  labelHint: 'Enter ставит отметку. Если подходящей нет, создаётся новая.',
  labelTooLong: 'Для метки это слишком длинно.',
  create: (label) => `Новая метка «${label}»`,
  onSome: 'у некоторых',
  findCase: 'Номер, имя дела или слова из него',
  none: 'Ничего не подходит.',
  done: {
    status: (cases, status) => `${cases}: статус «${status}».`,
    closed: (cases) => `${cases}: закрыто.`,
    severity: (cases, severity) => `${cases}: серьёзность — ${severity.toLowerCase()}.`,
    assigned: (cases, person) => `${cases}: теперь ведёт ${person}.`,
    freed: (cases) => `${cases}: теперь ни за кем.`,
    labels: (cases) => `${cases}: метки изменены.`,
    merged: (cases, into) => `${cases}: показано как повтор дела ${into}.`,
    apart: (cases) => `${cases}: снова отдельно.`,
  },
  count: (count) => speech.ru.plural(count, 'дело', 'дела', 'дел'),
}

const kk: PickerWords = {
  statusTitle: (cases) => `Күйі: ${cases}`,
  severityTitle: (cases) => `Қаншалықты ауыр: ${cases}`,
  assignTitle: (cases) => `Кім жүргізеді: ${cases}`,
  labelsTitle: (cases) => `Белгілер: ${cases}`,
  mergeTitle: (cases) => `Басқа істі қайталайды: ${cases}`,
  mergeAbout:
    'Тізімде ол басқа істің ішінде көрінеді. Оны кім оқи алатыны, әр дереккөзге не айтылатыны және мерзімдері өзгермейді.',
  setStatus: 'Күйін қою',
  setSeverity: 'Ауырлығын қою',
  setLabels: 'Белгілерді қою',
  person: 'Атын жаза бастаңыз, көрсеткі пернелермен таңдаңыз',
  label: 'Белгіні жазыңыз',
  labelHint: 'Enter белгілейді. Сәйкес келетіні болмаса, жаңасы жасалады.',
  labelTooLong: 'Белгі үшін бұл тым ұзын.',
  create: (label) => `Жаңа белгі «${label}»`,
  onSome: 'кейбірінде бар',
  findCase: 'Нөмірі, атауы немесе ішіндегі сөздер',
  none: 'Ештеңе сәйкес келмейді.',
  done: {
    status: (cases, status) => `${cases}: күйі — «${status}».`,
    closed: (cases) => `${cases}: жабылды.`,
    severity: (cases, severity) => `${cases}: ауырлығы — ${severity.toLowerCase()}.`,
    assigned: (cases, person) => `${cases}: енді жүргізетін адам — ${person}.`,
    freed: (cases) => `${cases}: енді ешкімде емес.`,
    labels: (cases) => `${cases}: белгілер өзгерді.`,
    merged: (cases, into) => `${cases}: ${into} ісінің қайталануы ретінде көрсетіледі.`,
    apart: (cases) => `${cases}: қайтадан бөлек.`,
  },
  count: (count) => speech.kk.plural(count, 'іс', 'іс', 'іс'),
}

export const pickerWords: Section<PickerWords> = { en, ru, kk }
