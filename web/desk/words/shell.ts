import type { Section } from './index.ts'
import { speech } from './speech.ts'

export interface ShellWords {
  readonly skip: string
  readonly search: string
  readonly searchHint: string
  readonly menu: string
  readonly lock: string
  readonly keys: string
  readonly settings: string
  readonly help: string
  readonly language: string
  readonly sync: {
    readonly title: string
    readonly never: string
    readonly justNow: string
    readonly minutesAgo: (count: number) => string
    readonly hoursAgo: (count: number) => string
    readonly onDay: (date: string) => string
    readonly running: string
    readonly seen: (count: number) => string
    readonly offline: string
    readonly offlineSince: (time: string) => string
    readonly failed: string
    readonly waiting: (count: number) => string
    readonly about: string
    readonly last: (time: string) => string
    readonly next: (time: string) => string
    readonly nothingWaits: string
    readonly waits: (count: number) => string
    readonly why: string
    readonly now: string
    readonly offlineAbout: string
  }
  readonly alarms: {
    readonly title: string
    readonly times: (count: number) => string
    /** What an alarm means, and what to do. */
    readonly codes: Readonly<Record<string, readonly [means: string, todo: string]>>
    readonly other: readonly [means: string, todo: string]
  }
  readonly news: {
    readonly tips: (count: number) => string
    readonly messages: (count: number) => string
  }
}

const tellAdmin = {
  en: 'Tell an admin of your organisation, by a way that does not lead over this server.',
  ru: 'Скажите администратору организации, но не через этот сервер.',
  kk: 'Ұйым әкімшісіне айтыңыз, бірақ осы сервер арқылы емес.',
}

const en: ShellWords = {
  skip: 'Skip to the content',
  search: 'Search',
  searchHint: 'Search all cases',
  menu: 'Menu',
  lock: 'Lock',
  keys: 'Keys and people',
  settings: 'Settings',
  help: 'Keyboard',
  language: 'Language',
  sync: {
    title: 'Connection',
    never: 'Not fetched yet',
    justNow: 'Fetched just now',
    minutesAgo: (count) => `Fetched ${speech.en.plural(count, 'minute', 'minutes', 'minutes')} ago`,
    hoursAgo: (count) => `Fetched ${speech.en.plural(count, 'hour', 'hours', 'hours')} ago`,
    onDay: (date) => `Fetched on ${date}`,
    running: 'Fetching…',
    seen: (count) => `Fetching… ${speech.en.number(count)} looked through`,
    offline: 'Offline. Nothing is lost',
    offlineSince: (time) => `Offline, fetched last at ${time}`,
    failed: 'Fetching failed',
    waiting: (count) => `${speech.en.number(count)} not sent yet`,
    about:
      'The desk fetches by itself, at moments that nobody can predict. What you write leaves a while later, so that the server cannot tell what you had just read.',
    last: (time) => `Last fetched: ${time}.`,
    next: (time) => `Next time: about ${time}.`,
    nothingWaits: 'Everything you did has left.',
    waits: (count) =>
      `${speech.en.plural(count, 'thing of yours has', 'things of yours have', 'things of yours have')} not left yet. No need to wait: it happens by itself.`,
    why: 'What went wrong',
    now: 'Fetch now',
    offlineAbout:
      'There is no connection to the server. You can go on reading, writing and sorting; it leaves when there is one again.',
  },
  alarms: {
    title: 'Warning',
    times: (count) => `(${speech.en.plural(count, 'time', 'times', 'times')})`,
    codes: {
      'withheld-envelope': [
        'The server lists a sealed tip that it does not hand out.',
        'It may come with the next fetching. If this stays for a day, tell an admin by a way that does not lead over this server.',
      ],
      'unlisted-envelope': [
        'The server handed out a sealed tip that its public list does not have.',
        tellAdmin.en,
      ],
      'malformed-envelope': ['The server handed out something that is not a sealed tip.', tellAdmin.en],
      'unknown-keyring': [
        'The server handed out a tip sealed for a list of people that this organisation never published.',
        tellAdmin.en,
      ],
      'list-changed': [
        'The server’s list is not the one it had been: it was set back to a backup, or changed. Everything was read again.',
        'Ask an admin whether a backup was restored. If not, somebody has changed it.',
      ],
      'key-gone': [
        'A tip came so late that this desk has already erased what opens it.',
        'Ask your colleagues whether they have it. An admin can see who was away for long.',
      ],
      'not-my-keys': [
        'The organisation’s list does not have what this desk made for you: somebody else may be reading in your place.',
        'Write nothing more here. Call an admin, and compare your twelve words under “Keys and people”.',
      ],
    },
    other: ['Something is not as it should be.', tellAdmin.en],
  },
  news: {
    tips: (count) => speech.en.plural(count, 'new tip', 'new tips', 'new tips'),
    messages: (count) =>
      `Something new from the source in ${speech.en.plural(count, 'case', 'cases', 'cases')}`,
  },
}

const ru: ShellWords = {
  skip: 'Перейти к содержанию',
  search: 'Поиск',
  searchHint: 'Искать во всех делах',
  menu: 'Меню',
  lock: 'Заблокировать',
  keys: 'Ключи и люди',
  settings: 'Настройки',
  help: 'Клавиши',
  language: 'Язык',
  sync: {
    title: 'Связь',
    never: 'Ещё не получали',
    justNow: 'Получено только что',
    minutesAgo: (count) => `Получено ${speech.ru.plural(count, 'минуту', 'минуты', 'минут')} назад`,
    hoursAgo: (count) => `Получено ${speech.ru.plural(count, 'час', 'часа', 'часов')} назад`,
    onDay: (date) => `Получено ${date}`,
    running: 'Получаем…',
    seen: (count) => `Получаем… просмотрено ${speech.ru.number(count)}`,
    offline: 'Нет связи. Ничего не потеряно',
    offlineSince: (time) => `Нет связи, последний раз получено: ${time}`,
    failed: 'Получить не удалось',
    waiting: (count) => `Ждут отправки: ${speech.ru.number(count)}`,
    about:
      'Новое приходит само, в моменты, которые нельзя предугадать. То, что вы пишете, уходит немного позже: так сервер не поймёт, что вы только что прочли.',
    last: (time) => `Последний раз получено: ${time}.`,
    next: (time) => `Следующий раз: около ${time}.`,
    nothingWaits: 'Всё, что вы сделали, ушло.',
    waits: (count) => `Ещё не ушло: ${speech.ru.number(count)}. Уйдёт само, ждать не нужно.`,
    why: 'Что случилось',
    now: 'Получить сейчас',
    offlineAbout:
      'Связи с сервером нет. Можно дальше читать, писать и разбирать дела; всё уйдёт, когда связь появится.',
  },
  alarms: {
    title: 'Внимание',
    times: (count) => `(${speech.ru.plural(count, 'раз', 'раза', 'раз')})`,
    codes: {
      'withheld-envelope': [
        'В списке сервера есть запечатанное сообщение, но он его не отдаёт.',
        'Возможно, оно придёт в следующий раз. Если за день не пройдёт, скажите администратору, но не через этот сервер.',
      ],
      'unlisted-envelope': [
        'Сервер отдал запечатанное сообщение, которого нет в его открытом списке.',
        tellAdmin.ru,
      ],
      'malformed-envelope': ['Сервер отдал то, что не является запечатанным сообщением.', tellAdmin.ru],
      'unknown-keyring': [
        'Сервер отдал сообщение, запечатанное для списка людей, которого организация не публиковала.',
        tellAdmin.ru,
      ],
      'list-changed': [
        'Список сервера не тот, что был: его вернули из резервной копии или изменили. Всё прочитано заново.',
        'Спросите администратора, восстанавливали ли копию. Если нет, список кто-то изменил.',
      ],
      'key-gone': [
        'Сообщение пришло так поздно, что открыть его здесь уже нечем.',
        'Спросите коллег, есть ли оно у них. Администратор видит, кто долго отсутствовал.',
      ],
      'not-my-keys': [
        'В списке организации нет того, что создала для вас эта программа: вместо вас может читать кто-то другой.',
        'Ничего здесь больше не пишите. Позвоните администратору и сверьте двенадцать слов в разделе «Ключи и люди».',
      ],
    },
    other: ['Что-то не так, как должно быть.', tellAdmin.ru],
  },
  news: {
    tips: (count) => speech.ru.plural(count, 'новое сообщение', 'новых сообщения', 'новых сообщений'),
    messages: (count) => `Новое от источника в ${speech.ru.plural(count, 'деле', 'делах', 'делах')}`,
  },
}

const kk: ShellWords = {
  skip: 'Мазмұнына өту',
  search: 'Іздеу',
  searchHint: 'Барлық істен іздеу',
  menu: 'Мәзір',
  lock: 'Құлыптау',
  keys: 'Кілттер мен адамдар',
  settings: 'Баптаулар',
  help: 'Пернелер',
  language: 'Тіл',
  sync: {
    title: 'Байланыс',
    never: 'Әлі алынған жоқ',
    justNow: 'Жаңа ғана алынды',
    minutesAgo: (count) => `${speech.kk.number(count)}\u00a0минут бұрын алынды`,
    hoursAgo: (count) => `${speech.kk.number(count)}\u00a0сағат бұрын алынды`,
    onDay: (date) => `Алынған күні: ${date}`,
    running: 'Алып жатырмыз…',
    seen: (count) => `Алып жатырмыз… қаралғаны: ${speech.kk.number(count)}`,
    offline: 'Байланыс жоқ. Ештеңе жоғалған жоқ',
    offlineSince: (time) => `Байланыс жоқ, соңғы рет алынды: ${time}`,
    failed: 'Алу мүмкін болмады',
    waiting: (count) => `Жіберілмегені: ${speech.kk.number(count)}`,
    about:
      'Жаңасы өздігінен, алдын ала білуге болмайтын сәттерде келеді. Жазғаныңыз сәл кейінірек жіберіледі: сонда сервер жаңа ғана не оқығаныңызды біле алмайды.',
    last: (time) => `Соңғы рет алынды: ${time}.`,
    next: (time) => `Келесісі: шамамен ${time}.`,
    nothingWaits: 'Жасағаныңыздың бәрі жіберілді.',
    waits: (count) =>
      `Әлі жіберілмегені: ${speech.kk.number(count)}. Өздігінен жіберіледі, күтудің қажеті жоқ.`,
    why: 'Не болды',
    now: 'Қазір алу',
    offlineAbout:
      'Сервермен байланыс жоқ. Оқи, жаза және істерді реттей беріңіз; байланыс пайда болғанда бәрі жіберіледі.',
  },
  alarms: {
    title: 'Назар аударыңыз',
    times: (count) => `(${speech.kk.number(count)}\u00a0рет)`,
    codes: {
      'withheld-envelope': [
        'Сервердің тізімінде мөрленген хабарлама бар, бірақ ол оны бермей отыр.',
        'Келесі жолы келуі мүмкін. Бір күнде келмесе, әкімшіге осы сервер арқылы емес, басқа жолмен айтыңыз.',
      ],
      'unlisted-envelope': ['Сервер өзінің ашық тізімінде жоқ мөрленген хабарлама берді.', tellAdmin.kk],
      'malformed-envelope': ['Сервер мөрленген хабарламаға жатпайтын бірдеңе берді.', tellAdmin.kk],
      'unknown-keyring': [
        'Сервер ұйым ешқашан жарияламаған адамдар тізіміне мөрленген хабарлама берді.',
        tellAdmin.kk,
      ],
      'list-changed': [
        'Сервердің тізімі бұрынғыдай емес: ол сақтық көшірмеден қайтарылған немесе өзгертілген. Бәрі қайта оқылды.',
        'Көшірме қалпына келтірілді ме, әкімшіден сұраңыз. Олай болмаса, тізімді біреу өзгерткен.',
      ],
      'key-gone': [
        'Хабарлама тым кеш келді: оны ашатын нәрсе мұнда өшіріліп қойған.',
        'Әріптестеріңізден сұраңыз: оларда болуы мүмкін. Кімнің ұзақ болмағанын әкімші көре алады.',
      ],
      'not-my-keys': [
        'Ұйымның тізімінде осы бағдарлама сізге жасағаны жоқ: сіздің орныңызға басқа біреу оқып отыруы мүмкін.',
        'Мұнда бұдан әрі ештеңе жазбаңыз. Әкімшіге қоңырау шалып, «Кілттер мен адамдар» бөліміндегі он екі сөзді салыстырыңыз.',
      ],
    },
    other: ['Бірдеңе дұрыс емес.', tellAdmin.kk],
  },
  news: {
    tips: (count) => `${speech.kk.number(count)}\u00a0жаңа хабарлама`,
    messages: (count) => `Дереккөзден жаңалық: ${speech.kk.number(count)}\u00a0іс`,
  },
}

export const shellWords: Section<ShellWords> = { en, ru, kk }
