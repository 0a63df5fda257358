import type { SearchHit } from '../../../src/local/wire.ts'
import type { BuiltIn } from '../inbox/built-in.ts'
import type { Section } from './index.ts'
import { speech } from './speech.ts'

interface InboxWords {
  readonly list: string
  readonly views: Readonly<Record<BuiltIn, string>>
  readonly viewsTitle: string
  readonly savedTitle: string
  readonly row: {
    readonly isNew: string
    readonly isUnread: string
    readonly setAside: string
    readonly repeats: (count: number) => string
    readonly waits: string
    readonly conflict: string
  }
  readonly bulk: {
    readonly title: string
    readonly selected: (count: number) => string
    readonly status: string
    readonly severity: string
    readonly assign: string
    readonly labels: string
    readonly merge: string
    readonly clear: string
  }
  readonly search: {
    readonly title: (count: number) => string
    readonly first: (shown: number, total: number) => string
    readonly making: (indexed: number, of: number) => string
    readonly searching: string
    readonly end: string
    readonly none: string
    readonly noneAbout: string
    readonly where: Readonly<Record<SearchHit['where'], string>>
  }
  readonly empty: {
    readonly none: string
    readonly noneAbout: string
    readonly address: string
    readonly fetching: string
    readonly fetchingAbout: string
    readonly noMatch: string
    readonly noMatchAbout: string
    readonly nothingHere: string
    readonly nothingOverdue: string
    readonly nothingNew: string
  }
  readonly choose: {
    readonly title: string
    readonly about: string
    readonly move: string
    readonly open: string
    readonly search: string
    readonly keys: string
  }
}

const en: InboxWords = {
  list: 'Cases',
  views: {
    inbox: 'Inbox',
    mine: 'Mine',
    nobody: 'Nobody’s',
    new: 'New and unread',
    due: 'Due this week',
    overdue: 'Overdue',
    all: 'All',
    closed: 'Closed',
  },
  viewsTitle: 'Views',
  savedTitle: 'Saved views',
  row: {
    isNew: 'New',
    isUnread: 'Unread',
    setAside: 'Set aside: it was not sealed as it claims',
    repeats: (count) => `+${speech.en.plural(count, 'repeat', 'repeats', 'repeats')}`,
    waits: 'not sent yet',
    conflict: 'You should not work on it',
  },
  bulk: {
    title: 'Selected cases',
    selected: (count) => `${speech.en.number(count)} selected`,
    status: 'Status',
    severity: 'Severity',
    assign: 'Assign',
    labels: 'Labels',
    merge: 'Repeats',
    clear: 'Clear',
  },
  search: {
    title: (count) => `${speech.en.number(count)} found`,
    first: (shown, total) => `The best ${speech.en.number(shown)} of ${speech.en.number(total)} found`,
    making: (indexed, of) =>
      `Still reading: ${speech.en.number(indexed)} of ${speech.en.number(of)} cases can be searched so far.`,
    searching: 'Searching…',
    end: 'End search',
    none: 'Nothing found',
    noneAbout:
      'All words have to be in one case; the beginning of a word is enough. Put words in “quotes” to find them side by side.',
    where: {
      tip: 'in the tip',
      conversation: 'in the conversation',
      note: 'in the team’s notes',
      name: 'among the names',
      label: 'among the labels',
    },
  },
  empty: {
    none: 'No tips yet',
    noneAbout:
      'As soon as somebody writes to a desk of yours, the tip appears here by itself. Only you and the colleagues whom the source allowed can open it.',
    address: 'Sources write in your organisation’s form. An admin knows its address.',
    fetching: 'Fetching for the first time',
    fetchingAbout: 'What has come is being opened on this computer. The first ones appear in a moment.',
    noMatch: 'Nothing fits these filters',
    noMatchAbout: 'There are cases, but none that was chosen here.',
    nothingHere: 'Nothing here',
    nothingOverdue: 'Nothing is overdue',
    nothingNew: 'Nothing new: everything has been looked at',
  },
  choose: {
    title: 'No case is open',
    about: 'Choose one in the list, or with the keyboard:',
    move: 'down and up',
    open: 'open',
    search: 'search all cases',
    keys: 'all keys',
  },
}

const ru: InboxWords = {
  list: 'Дела',
  views: {
    inbox: 'Входящие',
    mine: 'Мои',
    nobody: 'Ничьи',
    new: 'Новое',
    due: 'Срок на неделе',
    overdue: 'Просроченные',
    all: 'Все',
    closed: 'Закрытые',
  },
  viewsTitle: 'Подборки',
  savedTitle: 'Свои подборки',
  row: {
    isNew: 'Новое',
    isUnread: 'Не прочитано',
    setAside: 'Не принято: запечатано не так, как заявлено',
    repeats: (count) => `+${speech.ru.plural(count, 'повтор', 'повтора', 'повторов')}`,
    waits: 'ещё не ушло',
    conflict: 'Вам не следует им заниматься',
  },
  bulk: {
    title: 'Выделенные дела',
    selected: (count) => `Выделено: ${speech.ru.number(count)}`,
    status: 'Статус',
    severity: 'Серьёзность',
    assign: 'Поручить',
    labels: 'Метки',
    merge: 'Повтор',
    clear: 'Снять',
  },
  search: {
    title: (count) => `Найдено: ${speech.ru.number(count)}`,
    first: (shown, total) => `Лучшие ${speech.ru.number(shown)} из найденных ${speech.ru.number(total)}`,
    making: (indexed, of) =>
      `Ещё читаем: искать можно в ${speech.ru.number(indexed)} из ${speech.ru.plural(of, 'дела', 'дел', 'дел')}.`,
    searching: 'Ищем…',
    end: 'Закончить поиск',
    none: 'Ничего не найдено',
    noneAbout:
      'Все слова должны быть в одном деле; достаточно начала слова. Чтобы найти слова подряд, возьмите их в «кавычки».',
    where: {
      tip: 'в сообщении',
      conversation: 'в переписке',
      note: 'в заметках команды',
      name: 'среди имён',
      label: 'среди меток',
    },
  },
  empty: {
    none: 'Сообщений пока нет',
    noneAbout:
      'Как только кто-нибудь напишет в ваш отдел, сообщение само появится здесь. Открыть его сможете только вы и те коллеги, кого допустил источник.',
    address: 'Источники пишут через форму вашей организации. Её адрес знает администратор.',
    fetching: 'Получаем в первый раз',
    fetchingAbout: 'Пришедшее открывается на этом компьютере. Первые сообщения сейчас появятся.',
    noMatch: 'Под этот отбор ничего не подходит',
    noMatchAbout: 'Дела есть, но не такие, как здесь выбрано.',
    nothingHere: 'Здесь пусто',
    nothingOverdue: 'Просроченных нет',
    nothingNew: 'Нового нет: всё просмотрено',
  },
  choose: {
    title: 'Дело не открыто',
    about: 'Выберите его в списке или клавишами:',
    move: 'вниз и вверх',
    open: 'открыть',
    search: 'искать во всех делах',
    keys: 'все клавиши',
  },
}

const kk: InboxWords = {
  list: 'Істер',
  views: {
    inbox: 'Келгендер',
    mine: 'Менікі',
    nobody: 'Ешкімдікі емес',
    new: 'Жаңа, оқылмаған',
    due: 'Мерзімі жақын',
    overdue: 'Мерзімі өткен',
    all: 'Барлығы',
    closed: 'Жабылған',
  },
  viewsTitle: 'Көріністер',
  savedTitle: 'Өз көріністерім',
  row: {
    isNew: 'Жаңа',
    isUnread: 'Оқылмаған',
    setAside: 'Бөлек қойылды: айтылғандай мөрленбеген',
    repeats: (count) => `+${speech.kk.number(count)}\u00a0қайталау`,
    waits: 'әлі жіберілмеген',
    conflict: 'Сіз онымен айналыспауыңыз керек',
  },
  bulk: {
    title: 'Таңдалған істер',
    selected: (count) => `Таңдалғаны: ${speech.kk.number(count)}`,
    status: 'Күйі',
    severity: 'Ауырлығы',
    assign: 'Тапсыру',
    labels: 'Белгілер',
    merge: 'Қайталану',
    clear: 'Алып тастау',
  },
  search: {
    title: (count) => `Табылғаны: ${speech.kk.number(count)}`,
    first: (shown, total) =>
      `Табылған ${speech.kk.number(total)} істің ең жақыны: ${speech.kk.number(shown)}`,
    making: (indexed, of) =>
      `Әлі оқып жатырмыз. Іздеуге дайын істер: ${speech.kk.number(indexed)} / ${speech.kk.number(of)}.`,
    searching: 'Іздеп жатырмыз…',
    end: 'Іздеуді аяқтау',
    none: 'Ештеңе табылмады',
    noneAbout:
      'Барлық сөз бір істің ішінде болуы керек; сөздің басы да жеткілікті. Қатар тұрған сөздерді табу үшін «тырнақшаға» алыңыз.',
    where: {
      tip: 'хабарламада',
      conversation: 'хат алмасуда',
      note: 'команда жазбаларында',
      name: 'аттардың ішінде',
      label: 'белгілердің ішінде',
    },
  },
  empty: {
    none: 'Әзірге хабарлама жоқ',
    noneAbout:
      'Біреу бөліміңізге жазса, хабарлама мұнда өзі пайда болады. Оны тек сіз және дереккөз рұқсат берген әріптестер аша алады.',
    address: 'Дереккөздер ұйымыңыздың формасы арқылы жазады. Оның мекенжайын әкімші біледі.',
    fetching: 'Бірінші рет алып жатырмыз',
    fetchingAbout: 'Келгені осы компьютерде ашылып жатыр. Алғашқылары қазір көрінеді.',
    noMatch: 'Бұл сүзгіге ештеңе сәйкес келмейді',
    noMatchAbout: 'Істер бар, бірақ мұнда таңдалғандай емес.',
    nothingHere: 'Мұнда ештеңе жоқ',
    nothingOverdue: 'Мерзімі өткені жоқ',
    nothingNew: 'Жаңасы жоқ: бәрі қаралған',
  },
  choose: {
    title: 'Ешқандай іс ашылмаған',
    about: 'Тізімнен немесе пернелермен таңдаңыз:',
    move: 'төмен және жоғары',
    open: 'ашу',
    search: 'барлық істен іздеу',
    keys: 'барлық пернелер',
  },
}

export const inboxWords: Section<InboxWords> = { en, ru, kk }
