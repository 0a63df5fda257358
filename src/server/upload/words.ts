import type { ErrorCode } from '../../protocol/errors.ts'

/** Why a file was not taken, as far as it changes what to do next. */
type Reason = 'wrong' | 'stale' | 'twice' | 'busy' | 'closed'

export interface Words {
  readonly title: string
  readonly arrived: readonly string[]
  readonly receipt: string
  readonly refused: string
  readonly reasons: Readonly<Record<Reason, string>>
}

export const words = {
  en: {
    title: 'Your tip has arrived',
    arrived: [
      'The service has it, sealed as it was, and has promised to keep it. Now delete the file tip.candor.',
      'To see the answer, come back with your twelve words to the page from which you sent it, with scripts switched on.',
    ],
    receipt:
      'Your receipt is below. It proves that your tip was taken on this day, and shows nothing of what is in it. You can do without it. Whoever finds it with you learns that you wrote here.',
    refused: 'This was not taken',
    reasons: {
      wrong:
        'What came is not a whole tip.candor file. Go back, choose the file that the offline page saved, and send it once more.',
      stale:
        'It was sealed too long ago, or the date of the device on which you sealed it is wrong. Check the date, get the file keys.candor once more, and seal your tip again.',
      twice:
        'Something is wrong with this file. Seal your tip again on the offline page, and send the new file.',
      busy: 'Nothing was stored. Wait a few minutes, go back, and send the same file again. It cannot arrive twice.',
      closed:
        'Nothing was stored: the service takes no tips at the moment. Keep the file where nobody finds it, and try again tomorrow.',
    },
  },
  ru: {
    title: 'Ваше сообщение дошло',
    arrived: [
      'Сервис получил его запечатанным и обещал сохранить. Теперь удалите файл tip.candor.',
      'Чтобы увидеть ответ, вернитесь с двенадцатью словами на страницу, с которой его отправили, включив скрипты.',
    ],
    receipt:
      'Ниже — ваша расписка. Она доказывает, что сообщение приняли в этот день, и не показывает, о чём оно. Хранить её не обязательно. Кто найдёт её у вас, поймёт, что вы сюда писали.',
    refused: 'Файл не принят',
    reasons: {
      wrong:
        'Это не файл tip.candor или он пришёл не целиком. Вернитесь назад, выберите файл, который сохранила страница без связи, и отправьте его ещё раз.',
      stale:
        'Сообщение запечатано слишком давно, или на устройстве, где вы его запечатывали, неверная дата. Проверьте дату, возьмите файл keys.candor ещё раз и запечатайте сообщение заново.',
      twice:
        'С этим файлом что-то не так. Запечатайте сообщение заново на странице без связи и отправьте новый файл.',
      busy: 'Ничего не сохранено. Подождите несколько минут, вернитесь назад и отправьте тот же файл ещё раз. Дважды он прийти не может.',
      closed:
        'Ничего не сохранено: сейчас сервис не принимает сообщения. Держите файл там, где его никто не найдёт, и попробуйте завтра.',
    },
  },
  kk: {
    title: 'Хабарламаңыз жетті',
    arrived: [
      'Сервис оны мөрленген күйінде алды және сақтауға уәде берді. Енді tip.candor файлын өшіріп тастаңыз.',
      'Жауапты көру үшін хабарламаны жіберген бетке скрипттерді қосып, он екі сөзіңізбен қайта кіріңіз.',
    ],
    receipt:
      'Төменде — сіздің қолхатыңыз. Ол хабарламаның осы күні қабылданғанын дәлелдейді, бірақ не туралы екенін көрсетпейді. Сақтау міндетті емес. Оны сізден тапқан адам мұнда жазғаныңызды біледі.',
    refused: 'Файл қабылданбады',
    reasons: {
      wrong:
        'Бұл tip.candor файлы емес немесе ол толық келмеді. Артқа қайтып, байланыссыз бет сақтаған файлды таңдаңыз да, тағы бір рет жіберіңіз.',
      stale:
        'Хабарлама тым ертеде мөрленген немесе оны мөрлеген құрылғының күні дұрыс емес. Күнін тексеріп, keys.candor файлын қайта алыңыз да, хабарламаны қайтадан мөрлеңіз.',
      twice:
        'Бұл файлда бірдеңе дұрыс емес. Хабарламаны байланыссыз бетте қайтадан мөрлеп, жаңа файлды жіберіңіз.',
      busy: 'Ештеңе сақталған жоқ. Бірнеше минут күтіп, артқа қайтыңыз да, сол файлды тағы бір рет жіберіңіз. Ол екі рет келіп қалмайды.',
      closed:
        'Ештеңе сақталған жоқ: сервис қазір хабарлама қабылдамайды. Файлды ешкім таппайтын жерде ұстап, ертең қайта байқап көріңіз.',
    },
  },
} as const satisfies Readonly<Record<string, Words>>

export type Language = keyof typeof words

export const isLanguage = (text: unknown): text is Language =>
  typeof text === 'string' && Object.hasOwn(words, text)

const reasons: Partial<Record<ErrorCode, Reason>> = {
  request_malformed: 'wrong',
  envelope_malformed: 'wrong',
  envelope_stale: 'stale',
  clock_wrong: 'stale',
  envelope_conflict: 'twice',
  envelope_newer: 'twice',
  rate_limited: 'busy',
  server_busy: 'busy',
}

export const reasonOf = (code: ErrorCode): Reason => reasons[code] ?? 'closed'
