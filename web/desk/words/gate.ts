import type { Section } from './index.ts'

/** What stands on the page while the desk is locked, or not running. */
interface GateWords {
  readonly unlock: {
    readonly title: string
    readonly about: string
    readonly vault: string
    readonly password: string
    readonly open: string
    readonly opening: string
    readonly empty: string
    readonly trial: string
    readonly trialAbout: string
  }
  readonly lost: {
    readonly title: string
    readonly about: string
    readonly how: string
    readonly afterwards: string
    readonly kept: string
    /** Where something else answers at the address of the program. */
    readonly stranger: string
  }
}

const en: GateWords = {
  unlock: {
    title: 'Your desk is locked',
    about: 'Nothing on this computer can be read until you unlock it.',
    vault: 'Vault',
    password: 'Password of this vault',
    open: 'Unlock',
    opening: 'Unlocking…',
    empty: 'Type the password first.',
    trial: 'This is a trial.',
    trialAbout: 'Its password lies beside it, so it protects nothing. Copy it from this file:',
  },
  lost: {
    title: 'The desk is not running',
    about:
      'This page belongs to a program on your computer, and that program has ended, or it does not know this window.',
    how: 'Start it again in a terminal:',
    afterwards: 'It opens a new page by itself. You can close this one.',
    kept: 'Nothing that was saved is lost.',
    stranger:
      'Another program answers at this address now: a desk that was started anew, or something that only looks like one. Your password was not given to it. If you did not start a desk anew, tell an admin.',
  },
}

const ru: GateWords = {
  unlock: {
    title: 'Рабочее место заблокировано',
    about: 'Пока вы его не откроете, прочитать на этом компьютере ничего нельзя.',
    vault: 'Хранилище',
    password: 'Пароль от этого хранилища',
    open: 'Открыть',
    opening: 'Открываем…',
    empty: 'Сначала введите пароль.',
    trial: 'Это пробная организация.',
    trialAbout: 'Её пароль лежит рядом с ней и ничего не защищает. Скопируйте его из файла:',
  },
  lost: {
    title: 'Программа не запущена',
    about:
      'Эта страница принадлежит программе на вашем компьютере. Программу завершили, или она не знает это окно.',
    how: 'Запустите её снова в терминале:',
    afterwards: 'Она сама откроет новую страницу. Эту можно закрыть.',
    kept: 'Всё сохранённое на месте.',
    stranger:
      'По этому адресу теперь отвечает другая программа: рабочее место, запущенное заново, или что-то, что лишь выдаёт себя за него. Ваш пароль ей не передан. Если заново вы ничего не запускали, скажите администратору.',
  },
}

const kk: GateWords = {
  unlock: {
    title: 'Жұмыс орныңыз құлыптаулы',
    about: 'Оны ашқанша бұл компьютерден ештеңе оқуға болмайды.',
    vault: 'Қойма',
    password: 'Осы қойманың құпиясөзі',
    open: 'Ашу',
    opening: 'Ашып жатырмыз…',
    empty: 'Алдымен құпиясөзді жазыңыз.',
    trial: 'Бұл — сынақ ұйымы.',
    trialAbout: 'Оның құпиясөзі қасында жатыр, сондықтан ештеңені қорғамайды. Мына файлдан көшіріп алыңыз:',
  },
  lost: {
    title: 'Бағдарлама жұмыс істеп тұрған жоқ',
    about: 'Бұл бет компьютеріңіздегі бағдарламаға тиесілі. Ол жабылған немесе бұл терезені танымайды.',
    how: 'Оны терминалдан қайта іске қосыңыз:',
    afterwards: 'Ол жаңа бетті өзі ашады. Мұны жаба беріңіз.',
    kept: 'Сақталғанның бәрі орнында.',
    stranger:
      'Бұл мекенжайда енді басқа бағдарлама жауап береді: қайта іске қосылған жұмыс орны немесе соған ұқсауға тырысқан бірдеңе. Құпиясөзіңіз оған берілген жоқ. Өзіңіз ештеңені қайта іске қоспаған болсаңыз, әкімшіге айтыңыз.',
  },
}

export const gateWords: Section<GateWords> = { en, ru, kk }
