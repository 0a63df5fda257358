import type { Section } from './index.ts'

/** What the keys do; the page of a case has its own. */
interface KeyWords {
  readonly everywhere: string
  readonly search: string
  readonly undo: string
  readonly toInbox: string
  readonly toKeys: string
  readonly toSettings: string
  readonly help: string
  readonly lock: string
  readonly afterwards: string
  readonly inbox: string
  readonly down: string
  readonly up: string
  readonly open: string
  readonly select: string
  readonly selectAll: string
  readonly extendDown: string
  readonly extendUp: string
  readonly onCases: string
  readonly close: string
  readonly status: string
  readonly severity: string
  readonly assign: string
  readonly assignMe: string
  readonly labels: string
  readonly merge: string
  readonly back: string
  readonly filter: string
  readonly clear: string
}

const en: KeyWords = {
  everywhere: 'Everywhere',
  search: 'Search',
  undo: 'Undo what was just done',
  toInbox: 'Go to the inbox',
  toKeys: 'Go to keys and people',
  toSettings: 'Go to the settings',
  help: 'Show all keys',
  lock: 'Lock at once',
  afterwards: 'then',
  inbox: 'In the list',
  down: 'Next case',
  up: 'Case before',
  open: 'Open',
  select: 'Select',
  selectAll: 'Select all in the list',
  extendDown: 'Select downwards',
  extendUp: 'Select upwards',
  onCases: 'With the open or the selected cases',
  close: 'Close, with a reason',
  status: 'Set the status',
  severity: 'Say how serious it is',
  assign: 'Give it to somebody',
  assignMe: 'Take it myself',
  labels: 'Set labels',
  merge: 'Repeats another case',
  back: 'Back to the list',
  filter: 'Filter',
  clear: 'Clear selection, search or filters',
}

const ru: KeyWords = {
  everywhere: 'Везде',
  search: 'Поиск',
  undo: 'Отменить только что сделанное',
  toInbox: 'Перейти во входящие',
  toKeys: 'Перейти к ключам и людям',
  toSettings: 'Перейти в настройки',
  help: 'Показать все клавиши',
  lock: 'Сразу заблокировать',
  afterwards: 'затем',
  inbox: 'В списке',
  down: 'Следующее дело',
  up: 'Предыдущее дело',
  open: 'Открыть',
  select: 'Выделить',
  selectAll: 'Выделить все в списке',
  extendDown: 'Выделять вниз',
  extendUp: 'Выделять вверх',
  onCases: 'С открытым делом или с выделенными',
  close: 'Закрыть, указав причину',
  status: 'Поставить статус',
  severity: 'Оценить серьёзность',
  assign: 'Поручить кому-нибудь',
  assignMe: 'Взять себе',
  labels: 'Поставить метки',
  merge: 'Повторяет другое дело',
  back: 'Назад к списку',
  filter: 'Отбор',
  clear: 'Снять выделение, поиск или отбор',
}

const kk: KeyWords = {
  everywhere: 'Барлық жерде',
  search: 'Іздеу',
  undo: 'Соңғы әрекетті қайтару',
  toInbox: 'Келгендерге өту',
  toKeys: 'Кілттер мен адамдарға өту',
  toSettings: 'Баптауларға өту',
  help: 'Барлық пернені көрсету',
  lock: 'Бірден құлыптау',
  afterwards: 'содан кейін',
  inbox: 'Тізімде',
  down: 'Келесі іс',
  up: 'Алдыңғы іс',
  open: 'Ашу',
  select: 'Таңдау',
  selectAll: 'Тізімдегінің бәрін таңдау',
  extendDown: 'Төмен қарай таңдау',
  extendUp: 'Жоғары қарай таңдау',
  onCases: 'Ашық немесе таңдалған істермен',
  close: 'Себебін айтып жабу',
  status: 'Күйін қою',
  severity: 'Ауырлығын бағалау',
  assign: 'Біреуге тапсыру',
  assignMe: 'Өзіме алу',
  labels: 'Белгілерін қою',
  merge: 'Басқа істі қайталайды',
  back: 'Тізімге оралу',
  filter: 'Сүзгі',
  clear: 'Таңдауды, іздеуді немесе сүзгіні алып тастау',
}

export const keyWords: Section<KeyWords> = { en, ru, kk }
