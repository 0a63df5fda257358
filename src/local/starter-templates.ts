import type { Template } from './wire.ts'

/**
 * What a new vault begins with. None of them asks who the source is, and none promises what no one can keep. Square brackets
 * stand where a person has to write something of their own.
 */
export const STARTER_TEMPLATES: readonly Template[] = [
  {
    id: 'thanks',
    use: 'say',
    title: {
      en: 'Thank you, and what happens next',
      ru: 'Спасибо и что будет дальше',
      kk: 'Рақмет және әрі қарай не болады',
    },
    text: {
      en: 'Thank you for writing to us. It cannot have been easy. A person has read your message.\n\nWe are now looking at what can be checked, and we do it so that nothing points to you. The dates on this page show by when you should hear from us. We may have questions: please look in here from time to time with your twelve words. You do not have to tell us who you are, not now and not later.',
      ru: 'Спасибо, что написали нам. Наверное, это было непросто. Ваше сообщение прочитал человек.\n\nСейчас мы смотрим, что можно проверить, и делаем это так, чтобы ничто не указывало на вас. Даты на этой странице показывают, к какому сроку мы должны вам ответить. У нас могут появиться вопросы: пожалуйста, время от времени заглядывайте сюда со своими двенадцатью словами. Говорить, кто вы, не нужно — ни сейчас, ни потом.',
      kk: 'Бізге жазғаныңызға рақмет. Бұл оңай болмаған шығар. Хабарламаңызды адам оқып шықты.\n\nҚазір нені тексеруге болатынын қарап жатырмыз және мұны сізді ештеңе әшкерелемейтіндей етіп істейміз. Осы беттегі күндер бізден қай уақытқа дейін жауап келуі тиіс екенін көрсетеді. Сұрақтарымыз болуы мүмкін: он екі сөзіңізбен осында анда-санда кіріп тұрыңызшы. Кім екеніңізді айтудың қажеті жоқ, қазір де, кейін де.',
    },
  },
  {
    id: 'safety',
    use: 'say',
    title: {
      en: 'Keeping yourself safe',
      ru: 'Как не подвергать себя опасности',
      kk: 'Өзіңізді қалай қорғайсыз',
    },
    text: {
      en: 'Your safety comes first. Please do not open this page on a computer, a phone or a network of your work. Use a device of your own, and Tor Browser if you can. Tell nobody that you wrote to us, and do not collect anything for us: what you know already is enough.\n\nIf you are in danger now, call 112. We do not read at all hours.',
      ru: 'Ваша безопасность важнее всего. Пожалуйста, не открывайте эту страницу на рабочем компьютере, рабочем телефоне или через интернет на работе. Пользуйтесь своим устройством и, если получается, Tor Browser. Никому не говорите, что писали нам, и ничего не собирайте для нас специально: достаточно того, что вы уже знаете.\n\nЕсли вам угрожают прямо сейчас, звоните 112. Мы читаем сообщения не круглосуточно.',
      kk: 'Ең маңыздысы — сіздің қауіпсіздігіңіз. Бұл бетті жұмыстағы компьютерден, жұмыс телефонынан немесе жұмыстағы интернет арқылы ашпаңызшы. Өз құрылғыңызды, мүмкін болса Tor Browser-ді пайдаланыңыз. Бізге жазғаныңызды ешкімге айтпаңыз, біз үшін әдейі ештеңе жинамаңыз: қазір білетініңіз де жеткілікті.\n\nДәл қазір қауіп төніп тұрса, 112 нөміріне қоңырау шалыңыз. Біз хабарламаларды тәулік бойы оқымаймыз.',
    },
  },
  {
    id: 'who-else-knows',
    use: 'ask',
    title: {
      en: 'Does anybody else know?',
      ru: 'Знает ли об этом кто-то ещё?',
      kk: 'Бұны тағы біреу біле ме?',
    },
    text: {
      en: 'Does anybody else know what you told us? About how many people, and because of their work or by chance? We need no names.\n\nIf there is something that only you can know, please tell us which part it is. Then we take care not to use it in a way that leads to you. If you would rather not answer, that is fine.',
      ru: 'Знает ли кто-нибудь ещё то, о чём вы рассказали? Примерно сколько человек — и по работе или случайно? Имена нам не нужны.\n\nЕсли что-то можете знать только вы, скажите, пожалуйста, что именно. Тогда мы постараемся не использовать это так, чтобы оно вывело на вас. Если не хотите отвечать — это нормально.',
      kk: 'Айтқаныңызды тағы біреу біле ме? Шамамен қанша адам, жұмысына байланысты ма, әлде кездейсоқ па? Бізге аты-жөндердің қажеті жоқ.\n\nТек өзіңіз ғана біле алатын нәрсе болса, оның қайсысы екенін айтыңызшы. Сонда оны сізге апаратындай етіп қолданбауға тырысамыз. Жауап бергіңіз келмесе, оның ештеңесі жоқ.',
    },
  },
  {
    id: 'where-documents-are',
    use: 'ask',
    title: { en: 'Where could we look?', ru: 'Где можно посмотреть?', kk: 'Қайдан қарауға болады?' },
    text: {
      en: 'Is there anything written about this, such as a contract, an order, a payment or a message? If you know where it is kept (which office, which programme, about which date), that helps us to ask for it ourselves.\n\nPlease do not copy, photograph or take anything, and do not go looking for it: that could be noticed. To know where it is, is enough.',
      ru: 'Есть ли об этом что-то на бумаге или в компьютере: договор, приказ, платёж, письмо? Если вы знаете, где это хранится (в каком отделе, в какой программе, примерно за какое число), мы сможем запросить это сами.\n\nПожалуйста, ничего не копируйте, не фотографируйте, не забирайте и не ищите специально: это могут заметить. Достаточно знать, где это лежит.',
      kk: 'Бұл туралы қағазда не компьютерде бірдеңе бар ма: шарт, бұйрық, төлем, хат? Оның қайда сақталатынын білсеңіз (қай бөлімде, қай бағдарламада, шамамен қай күнгі), оны өзіміз сұрата аламыз.\n\nЕштеңені көшірмеңіз, суретке түсірмеңіз, алып шықпаңыз және әдейі іздемеңіз: біреу байқап қалуы мүмкін. Қайда тұрғанын білсек, сол жеткілікті.',
    },
  },
  {
    id: 'more-time',
    use: 'tell',
    title: { en: 'We need more time', ru: 'Нам нужно больше времени', kk: 'Бізге көбірек уақыт керек' },
    text: {
      en: 'We are still working on what you told us, and it takes longer than we had thought. The reason: [reason, so that it harms nobody]. We mean to write to you here again by [date]. If anything changes for you until then, please write.',
      ru: 'Мы всё ещё работаем с тем, что вы рассказали, и времени уходит больше, чем мы думали. Причина: [причина, чтобы никому не навредить]. Мы рассчитываем снова написать вам здесь до [дата]. Если до этого у вас что-то изменится, пожалуйста, напишите.',
      kk: 'Айтқаныңызбен әлі жұмыс істеп жатырмыз, бұл ойлағанымыздан ұзағырақ болып тұр. Себебі: [ешкімге зиян келтірмейтіндей себеп]. Сізге осы жерде [күні] дейін қайта жазбақпыз. Оған дейін сізде бірдеңе өзгерсе, жазыңызшы.',
    },
  },
  {
    id: 'another-body',
    use: 'tell',
    title: {
      en: 'Another body is the right one',
      ru: 'Этим занимается другая организация',
      kk: 'Мұнымен басқа орган айналысады',
    },
    text: {
      en: 'Thank you for your trust. What you describe matters, but it is not something that we may look into ourselves. The right place is [name], which you can reach at [how]. Please think of your safety there, too: ask whether they take messages without a name.\n\nIf you would like us to pass it on for you, tell us here, and what we should leave out.',
      ru: 'Спасибо за доверие. То, что вы описали, важно, но разбираться с этим мы сами не вправе. Этим занимается [название], связаться можно так: [как]. Пожалуйста, и там подумайте о своей безопасности: узнайте, принимают ли они сообщения без имени.\n\nЕсли хотите, чтобы мы передали это за вас, напишите об этом здесь — и скажите, что не передавать.',
      kk: 'Сеніміңізге рақмет. Айтқаныңыз маңызды, бірақ онымен өзіміз айналысуға құқығымыз жоқ. Мұнымен [атауы] айналысады, онымен былай байланысуға болады: [қалай]. Ол жерде де қауіпсіздігіңізді ойлаңызшы: атын айтпағандардың хабарламасын қабылдай ма, біліп алыңыз.\n\nБұны сіз үшін біз жеткізсін десеңіз, осында жазыңыз және нені айтпау керегін көрсетіңіз.',
    },
  },
  {
    id: 'nothing-found',
    use: 'tell',
    title: {
      en: 'We found too little to go on',
      ru: 'Мы не нашли достаточно оснований',
      kk: 'Жалғастыруға жеткілікті негіз таппадық',
    },
    text: {
      en: 'We have looked into what you told us as far as we could. We did not find enough to go on with, and so we stop here for now. That does not mean that we do not believe you, or that you were wrong to write.\n\nIf you learn more, or remember a date, a place or a document, write to us here: we will look again. Thank you for your courage.',
      ru: 'Мы проверили то, что вы рассказали, насколько смогли. Оснований, чтобы продолжать, не хватило, поэтому пока мы на этом останавливаемся. Это не значит, что мы вам не верим или что писать не стоило.\n\nЕсли вы узнаете больше или вспомните дату, место или документ, напишите нам здесь — мы посмотрим снова. Спасибо вам за смелость.',
      kk: 'Айтқаныңызды қолымыздан келгенше тексердік. Жалғастыруға негіз жеткіліксіз болды, сондықтан әзірге осымен тоқтаймыз. Бұл сізге сенбейміз немесе бекер жаздыңыз деген сөз емес.\n\nТағы бірдеңе білсеңіз не күнін, орнын, құжатын еске түсірсеңіз, бізге осында жазыңыз — қайта қараймыз. Батылдығыңызға рақмет.',
    },
  },
  {
    id: 'closed',
    use: 'tell',
    title: {
      en: 'It is finished, and what came of it',
      ru: 'Работа закончена: чем всё закончилось',
      kk: 'Жұмыс аяқталды: нәтижесі',
    },
    text: {
      en: 'Our work on what you told us is finished. What came of it: [outcome, so that it harms nobody]. There are things that we may not tell, out of regard for other people, and not because we do not trust you.\n\nThank you for telling us: it took courage. Should anybody treat you badly because of it, write to us here.',
      ru: 'Мы закончили работу с тем, что вы рассказали. Результат: [итог, чтобы никому не навредить]. О чём-то мы не вправе говорить — из уважения к правам других людей, а не из недоверия к вам.\n\nСпасибо, что рассказали: на это нужна смелость. Если из-за этого с вами станут плохо обращаться, напишите нам здесь.',
      kk: 'Айтқаныңызбен жұмысымызды аяқтадық. Нәтижесі: [ешкімге зиян келтірмейтіндей қорытынды]. Кейбір нәрсені айтуға құқығымыз жоқ: бұл сізге сенбегеннен емес, басқа адамдардың құқығын ескергеннен.\n\nАйтып бергеніңізге рақмет: бұған батылдық керек. Осыған бола сізге біреу жаман қараса, бізге осында жазыңыз.',
    },
  },
]
