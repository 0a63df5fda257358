import type { Filter } from '../../../src/local/wire.ts'
import type { Section } from './index.ts'

/** Choosing what the list shows, and keeping it as a view. */
interface FilterWords {
  readonly filter: {
    readonly open: string
    readonly title: string
    readonly status: string
    readonly severity: string
    readonly assignee: string
    readonly desks: string
    readonly labels: string
    readonly languages: string
    readonly due: string
    readonly news: string
    readonly overdue: string
    readonly week: string
    readonly new: string
    readonly unread: string
    readonly clear: string
    readonly sort: string
    readonly sorts: Readonly<Record<Filter['sort'], string>>
  }
  readonly save: {
    readonly asView: string
    readonly change: string
    readonly rename: string
    readonly delete: string
    readonly title: string
    readonly renameTitle: string
    readonly name: string
    readonly taken: string
    readonly missing: string
    readonly saved: (name: string) => string
    readonly deleted: (name: string) => string
  }
}

const en: FilterWords = {
  filter: {
    open: 'Filter and sort',
    title: 'Show only',
    status: 'Status',
    severity: 'How serious',
    assignee: 'Who works on it',
    desks: 'Desk',
    labels: 'Labels',
    languages: 'Language',
    due: 'Due',
    news: 'News',
    overdue: 'Overdue',
    week: 'Within 7 days',
    new: 'Nobody has opened it',
    unread: 'Something unread',
    clear: 'Clear filters',
    sort: 'Order',
    sorts: {
      due: 'Most pressing first',
      arrival: 'Newest first',
      last: 'Last change first',
      severity: 'Most serious first',
    },
  },
  save: {
    asView: 'Save as a view',
    change: 'Keep in this view',
    rename: 'Rename',
    delete: 'Delete this view',
    title: 'Save as a view',
    renameTitle: 'Rename the view',
    name: 'Name of the view',
    taken: 'There is a view with this name. Choose another one.',
    missing: 'Give it a name.',
    saved: (name) => `Saved as “${name}”.`,
    deleted: (name) => `The view “${name}” is gone. The cases are where they were.`,
  },
}

const ru: FilterWords = {
  filter: {
    open: 'Отбор и порядок',
    title: 'Показать только',
    status: 'Статус',
    severity: 'Серьёзность',
    assignee: 'Кто ведёт',
    desks: 'Отдел',
    labels: 'Метки',
    languages: 'Язык',
    due: 'Срок',
    news: 'Новости',
    overdue: 'Просрочено',
    week: 'В ближайшие 7 дней',
    new: 'Никто не открывал',
    unread: 'Есть непрочитанное',
    clear: 'Сбросить отбор',
    sort: 'Порядок',
    sorts: {
      due: 'Сначала срочные',
      arrival: 'Сначала новые',
      last: 'По изменениям',
      severity: 'Сначала серьёзные',
    },
  },
  save: {
    asView: 'Сохранить подборку',
    change: 'Оставить в этой подборке',
    rename: 'Переименовать',
    delete: 'Удалить подборку',
    title: 'Сохранить подборку',
    renameTitle: 'Переименовать подборку',
    name: 'Название подборки',
    taken: 'Подборка с таким названием уже есть. Выберите другое.',
    missing: 'Дайте ей название.',
    saved: (name) => `Сохранено: «${name}».`,
    deleted: (name) => `Подборки «${name}» больше нет. Дела остались на месте.`,
  },
}

const kk: FilterWords = {
  filter: {
    open: 'Сүзгі мен рет',
    title: 'Тек мыналарды көрсету',
    status: 'Күйі',
    severity: 'Ауырлығы',
    assignee: 'Кім жүргізеді',
    desks: 'Бөлім',
    labels: 'Белгілер',
    languages: 'Тілі',
    due: 'Мерзімі',
    news: 'Жаңалық',
    overdue: 'Мерзімі өткен',
    week: 'Келесі 7 күнде',
    new: 'Ешкім ашпаған',
    unread: 'Оқылмағаны бар',
    clear: 'Сүзгіні алып тастау',
    sort: 'Реті',
    sorts: {
      due: 'Алдымен шұғылы',
      arrival: 'Алдымен жаңасы',
      last: 'Соңғы өзгерісі бойынша',
      severity: 'Алдымен ауыры',
    },
  },
  save: {
    asView: 'Көрініс етіп сақтау',
    change: 'Осы көріністе қалдыру',
    rename: 'Атын өзгерту',
    delete: 'Көріністі жою',
    title: 'Көрініс етіп сақтау',
    renameTitle: 'Көріністің атын өзгерту',
    name: 'Көріністің аты',
    taken: 'Мұндай көрініс бар. Басқа ат таңдаңыз.',
    missing: 'Оған ат беріңіз.',
    saved: (name) => `«${name}» сақталды.`,
    deleted: (name) => `«${name}» көрінісі жойылды. Істер орнында.`,
  },
}

export const filterWords: Section<FilterWords> = { en, ru, kk }
