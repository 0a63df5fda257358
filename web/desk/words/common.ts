import type { Severity, Status } from '../../../src/protocol/thread/events.ts'
import type { Section } from './index.ts'
import { speech } from './speech.ts'

export interface CommonWords {
  readonly save: string
  readonly close: string
  readonly hide: string
  readonly undo: string
  readonly reason: string
  readonly reasonHint: string
  readonly nobody: string
  readonly me: string
  readonly myself: (name: string) => string
  readonly unknownPerson: string
  readonly source: string
  readonly status: Readonly<Record<Status, string>>
  readonly severity: Readonly<Record<Severity | '', string>>
  readonly daysLeft: (count: number) => string
  readonly daysLate: (count: number) => string
  readonly dueToday: string
  readonly language: (code: string) => string
  readonly text: {
    readonly hiddenSign: string
    readonly showAll: (count: string) => string
  }
  readonly deeds: {
    /** After what was done, such as “Closed.” */
    readonly leavesBy: (time: string) => string
    readonly leavesNext: string
    readonly undone: (count: number) => string
    readonly tooLate: (count: number) => string
    readonly notDone: string
    /** Cases in which nothing could be done. */
    readonly passedOver: (count: number) => string
  }
  /** What the server that tips are sent to refused, with its code. */
  readonly fromServer: (code: string) => string
  /** What the local server or the network refused, by its code; `other` for every other one. */
  readonly refusals: Readonly<Record<string, string>> & { readonly other: string }
}

const languagesIn: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  en: { en: 'English', ru: 'Russian', kk: 'Kazakh' },
  ru: { en: 'английский', ru: 'русский', kk: 'казахский' },
  kk: { en: 'ағылшын тілі', ru: 'орыс тілі', kk: 'қазақ тілі' },
}

const en: CommonWords = {
  save: 'Save',
  close: 'Close',
  hide: 'Hide',
  undo: 'Undo',
  reason: 'Reason',
  reasonHint: 'Only the team sees it. It can stay empty.',
  nobody: 'Nobody',
  me: 'Me',
  myself: (name) => `${name} (you)`,
  unknownPerson: 'Somebody who is not in the organisation’s list',
  source: 'The source',
  status: {
    new: 'Not begun',
    triage: 'Being assessed',
    open: 'In work',
    waiting: 'Waiting',
    closed: 'Closed',
  },
  severity: { '': 'Not judged', low: 'Low', medium: 'Medium', high: 'High', critical: 'Critical' },
  daysLeft: (count) => `${speech.en.plural(count, 'day', 'days', 'days')} left`,
  daysLate: (count) => `${speech.en.plural(count, 'day', 'days', 'days')} late`,
  dueToday: 'Due today',
  language: (code) => languagesIn['en']?.[code] ?? code,
  text: {
    hiddenSign: 'A character that cannot be seen stands here',
    showAll: (count) => `Show all (${count} characters)`,
  },
  deeds: {
    leavesBy: (time) => `It leaves by ${time}.`,
    leavesNext: 'It leaves with the next fetching.',
    undone: (count) => (count === 1 ? 'Undone.' : `Undone: ${speech.en.number(count)}.`),
    tooLate: (count) =>
      count === 1
        ? 'It was too late: it has already left. Do the opposite if you want it changed.'
        : `For ${speech.en.number(count)} it was too late: they have already left. Do the opposite if you want them changed.`,
    notDone: 'This was not done. Everything is as it was.',
    passedOver: (count) =>
      `${speech.en.plural(count, 'case was', 'cases were', 'cases were')} passed over: set aside, or not here any more.`,
  },
  fromServer: (code) => `The server answered that it cannot do this now (${code}).`,
  refusals: {
    gone: 'The program does not answer. Perhaps it was ended.',
    stranger: 'Another program answers in the place of the desk. Nothing was sent to it.',
    locked: 'The desk is locked.',
    password_wrong: 'This is not the password of this vault.',
    vault_busy: 'Another Candor program is using this vault. Try again when it is done.',
    vault_missing: 'The folder of the vault is not there any more.',
    storage_full: 'The disk is full. Make room, then try again. Nothing that was kept is lost.',
    storage_damaged: 'The vault’s file is damaged. Get it back from a backup or with a snapshot.',
    not_found: 'This is not here any more.',
    network_unreachable: 'The server cannot be reached. Nothing is lost: it is tried again.',
    network_timeout: 'The server took too long to answer. Nothing is lost: it is tried again.',
    server_busy: 'The server has too much to do. It is tried again later.',
    server_failed: 'The server made a mistake. It is tried again later. If it stays so, tell an admin.',
    rate_limited: 'The server asks for a pause. It is tried again later.',
    clock_wrong: 'The date or time of this computer is wrong. Set it, then try again.',
    keyring_expired: 'The organisation’s list of people has expired. An admin must renew it.',
    usage: 'This was done already, or cannot be done here.',
    request_malformed: 'This is too long, or cannot be kept like this.',
    other: 'This did not work.',
  },
}

const ru: CommonWords = {
  save: 'Сохранить',
  close: 'Закрыть',
  hide: 'Скрыть',
  undo: 'Отменить',
  reason: 'Причина',
  reasonHint: 'Видит только команда. Можно не указывать.',
  nobody: 'Никто',
  me: 'Я',
  myself: (name) => `${name} (вы)`,
  unknownPerson: 'Человек не из списка организации',
  source: 'Источник',
  status: { new: 'Не начато', triage: 'Оценивается', open: 'В работе', waiting: 'Ждёт', closed: 'Закрыто' },
  severity: { '': 'Не оценена', low: 'Низкая', medium: 'Средняя', high: 'Высокая', critical: 'Критическая' },
  daysLeft: (count) => `Ещё ${speech.ru.plural(count, 'день', 'дня', 'дней')}`,
  daysLate: (count) => `Просрочено на ${speech.ru.plural(count, 'день', 'дня', 'дней')}`,
  dueToday: 'Срок сегодня',
  language: (code) => languagesIn['ru']?.[code] ?? code,
  text: {
    hiddenSign: 'Здесь стоит невидимый знак',
    showAll: (count) => `Показать всё (знаков: ${count})`,
  },
  deeds: {
    leavesBy: (time) => `Уйдёт до ${time}.`,
    leavesNext: 'Уйдёт при ближайшем обмене.',
    undone: (count) => (count === 1 ? 'Отменено.' : `Отменено: ${speech.ru.number(count)}.`),
    tooLate: (count) =>
      count === 1
        ? 'Отменить уже нельзя: это ушло. Если нужно, сделайте обратное.'
        : `Уже ушло, отменить нельзя: ${speech.ru.number(count)}. Если нужно, сделайте обратное.`,
    notDone: 'Не получилось. Всё осталось как было.',
    passedOver: (count) =>
      `${speech.ru.plural(count, 'дело пропущено: оно не принято', 'дела пропущены: они не приняты', 'дел пропущено: они не приняты')} или больше не здесь.`,
  },
  fromServer: (code) => `Сервер ответил, что сейчас не может этого сделать (${code}).`,
  refusals: {
    gone: 'Программа не отвечает. Возможно, её завершили.',
    stranger: 'Вместо рабочего места отвечает другая программа. Ей ничего не отправлено.',
    locked: 'Рабочее место заблокировано.',
    password_wrong: 'Это не пароль от этого хранилища.',
    vault_busy: 'С хранилищем работает другая программа Candor. Повторите, когда она закончит.',
    vault_missing: 'Папки хранилища больше нет на месте.',
    storage_full: 'На диске нет места. Освободите его и повторите. Сохранённое не потеряно.',
    storage_damaged: 'Файл хранилища повреждён. Верните его из резервной копии или из снимка.',
    not_found: 'Этого здесь больше нет.',
    network_unreachable: 'Нет связи с сервером. Ничего не потеряно: попытки продолжаются.',
    network_timeout: 'Сервер слишком долго не отвечал. Ничего не потеряно: попытки продолжаются.',
    server_busy: 'Сервер перегружен. Попробуем позже.',
    server_failed: 'На сервере ошибка. Попробуем позже. Если это не пройдёт, скажите администратору.',
    rate_limited: 'Сервер просит подождать. Попробуем позже.',
    clock_wrong: 'На этом компьютере неверны дата или время. Исправьте их и повторите.',
    keyring_expired: 'Срок списка людей организации истёк. Его должен обновить администратор.',
    usage: 'Это уже сделано или здесь невозможно.',
    request_malformed: 'Это слишком длинно или не может быть сохранено в таком виде.',
    other: 'Не получилось.',
  },
}

const kk: CommonWords = {
  save: 'Сақтау',
  close: 'Жабу',
  hide: 'Жасыру',
  undo: 'Қайтару',
  reason: 'Себебі',
  reasonHint: 'Оны тек команда көреді. Бос қалдыруға болады.',
  nobody: 'Ешкім',
  me: 'Мен',
  myself: (name) => `${name} (сіз)`,
  unknownPerson: 'Ұйымның тізімінде жоқ адам',
  source: 'Дереккөз',
  status: {
    new: 'Басталмаған',
    triage: 'Бағалануда',
    open: 'Жұмыста',
    waiting: 'Күтуде',
    closed: 'Жабылды',
  },
  severity: { '': 'Бағаланбаған', low: 'Төмен', medium: 'Орташа', high: 'Жоғары', critical: 'Өте жоғары' },
  daysLeft: (count) => `${speech.kk.plural(count, 'күн', 'күн', 'күн')} қалды`,
  daysLate: (count) => `${speech.kk.plural(count, 'күнге', 'күнге', 'күнге')} кешікті`,
  dueToday: 'Мерзімі бүгін',
  language: (code) => languagesIn['kk']?.[code] ?? code,
  text: {
    hiddenSign: 'Мұнда көрінбейтін таңба тұр',
    showAll: (count) => `Бәрін көрсету (${count} таңба)`,
  },
  deeds: {
    leavesBy: (time) => `Ең кеші ${time} жіберіледі.`,
    leavesNext: 'Келесі алмасуда жіберіледі.',
    undone: (count) => (count === 1 ? 'Қайтарылды.' : `Қайтарылды: ${speech.kk.number(count)}.`),
    tooLate: (count) =>
      count === 1
        ? 'Енді қайтаруға болмайды: ол жіберіліп кетті. Қажет болса, керісінше өзгертіңіз.'
        : `Жіберіліп кеткені, қайтаруға болмайды: ${speech.kk.number(count)}. Қажет болса, керісінше өзгертіңіз.`,
    notDone: 'Бұл орындалмады. Бәрі бұрынғыдай қалды.',
    passedOver: (count) =>
      `${speech.kk.plural(count, 'іс', 'іс', 'іс')} өткізіліп жіберілді: олар бөлек қойылған немесе енді мұнда жоқ.`,
  },
  fromServer: (code) => `Сервер мұны қазір орындай алмайтынын айтты (${code}).`,
  refusals: {
    gone: 'Бағдарлама жауап бермейді. Ол жабылған болуы мүмкін.',
    stranger: 'Жұмыс орнының орнына басқа бағдарлама жауап беріп тұр. Оған ештеңе жіберілген жоқ.',
    locked: 'Жұмыс орны құлыптаулы.',
    password_wrong: 'Бұл осы қойманың құпиясөзі емес.',
    vault_busy: 'Қоймамен Candor-дың басқа бағдарламасы жұмыс істеп жатыр. Ол біткен соң қайталаңыз.',
    vault_missing: 'Қойма қалтасы енді орнында жоқ.',
    storage_full: 'Дискіде орын жоқ. Орын босатып, қайталаңыз. Сақталғаны жоғалған жоқ.',
    storage_damaged: 'Қойма файлы бүлінген. Оны сақтық көшірмеден немесе суреттемеден қайтарыңыз.',
    not_found: 'Бұл енді мұнда жоқ.',
    network_unreachable: 'Сервермен байланыс жоқ. Ештеңе жоғалған жоқ: қайта байқап көреміз.',
    network_timeout: 'Сервер тым ұзақ жауап бермеді. Ештеңе жоғалған жоқ: қайта байқап көреміз.',
    server_busy: 'Сервердің жүктемесі көп. Кейінірек қайта байқап көреміз.',
    server_failed: 'Серверде қате болды. Кейінірек қайта байқап көреміз. Қайталана берсе, әкімшіге айтыңыз.',
    rate_limited: 'Сервер күте тұруды сұрайды. Кейінірек қайта байқап көреміз.',
    clock_wrong: 'Осы компьютердің күні немесе уақыты дұрыс емес. Түзетіп, қайталаңыз.',
    keyring_expired: 'Ұйым адамдары тізімінің мерзімі өткен. Оны әкімші жаңартуға тиіс.',
    usage: 'Бұл бұрын жасалған немесе мұнда мүмкін емес.',
    request_malformed: 'Бұл тым ұзын немесе осы күйінде сақталмайды.',
    other: 'Бұл орындалмады.',
  },
}

export const commonWords: Section<CommonWords> = { en, ru, kk }
