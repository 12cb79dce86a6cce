import { type Catalogue, refusing } from '@awrach/subgraph';

/** The rules of people and placements, in the words of those who are refused. None tells anything of anybody. */
export const catalogue = {
  'person.national-id': {
    code: 'BAD_USER_INPUT',
    en: 'A national identity number has one or two letters and four to seven digits.',
    fr: 'Un numéro de carte nationale compte une ou deux lettres et quatre à sept chiffres.',
    ar: 'يتكون رقم البطاقة الوطنية من حرف أو حرفين وأربعة إلى سبعة أرقام.',
  },
  'person.birth-date': {
    code: 'BAD_USER_INPUT',
    en: 'Nobody is older than {oldest}: check the date of birth.',
    fr: 'Personne n’a plus de {oldest} ans : vérifiez la date de naissance.',
    ar: 'لا أحد يتجاوز عمره {oldest} سنة: تحققوا من تاريخ الازدياد.',
  },
  'person.too-young': {
    code: 'BAD_USER_INPUT',
    en: 'People are hired from the age of {youngest}.',
    fr: 'On est embauché à partir de {youngest} ans.',
    ar: 'يتم التشغيل ابتداءً من سن {youngest} سنة.',
  },
  'person.phone': {
    code: 'BAD_USER_INPUT',
    en: 'A telephone number has 9 to 15 digits, with a plus before them at most.',
    fr: 'Un numéro de téléphone compte de 9 à 15 chiffres, précédés au plus d’un signe plus.',
    ar: 'يتكون رقم الهاتف من 9 إلى 15 رقماً، مسبوقة بعلامة زائد على الأكثر.',
  },
  'person.identity-mismatch': {
    code: 'CONFLICT',
    en: 'This national identity number is registered with another date of birth.',
    fr: 'Ce numéro de carte nationale est enregistré avec une autre date de naissance.',
    ar: 'رقم البطاقة الوطنية هذا مسجل بتاريخ ازدياد آخر.',
  },
  'placement.worksite-not-open': {
    code: 'CONFLICT',
    en: 'This worksite is not open; nobody can be hired on it.',
    fr: 'Ce chantier n’est pas ouvert ; personne ne peut y être embauché.',
    ar: 'هذا الورش غير مفتوح؛ لا يمكن تشغيل أي شخص فيه.',
  },
  'placement.before-opening': {
    code: 'BAD_USER_INPUT',
    en: 'This worksite opened on {openedOn} only.',
    fr: 'Ce chantier n’a ouvert que le {openedOn}.',
    ar: 'لم يُفتح هذا الورش إلا بتاريخ {openedOn}.',
  },
  'placement.no-agreement': {
    code: 'CONFLICT',
    en: 'No agreement in force has jobs on this worksite.',
    fr: 'Aucune convention en vigueur n’a de postes sur ce chantier.',
    ar: 'لا توجد اتفاقية سارية لها مناصب في هذا الورش.',
  },
  'placement.no-job-left': {
    code: 'CONFLICT',
    en: 'All jobs of this worksite are taken: {taken} of {jobs}.',
    fr: 'Tous les postes de ce chantier sont pourvus : {taken} sur {jobs}.',
    ar: 'كل مناصب هذا الورش مشغولة: {taken} من {jobs}.',
  },
  'placement.outside-agreement': {
    code: 'BAD_USER_INPUT',
    en: 'The agreement that the job belongs to covers the days from {from} to {until}.',
    fr: 'La convention dont relève le poste couvre la période du {from} au {until}.',
    ar: 'تغطي الاتفاقية التي ينتمي إليها المنصب الفترة من {from} إلى {until}.',
  },
  'placement.overlap': {
    code: 'CONFLICT',
    en: 'This person has a placement in these days already.',
    fr: 'Cette personne a déjà une embauche pendant cette période.',
    ar: 'لهذا الشخص تشغيل آخر خلال هذه الفترة.',
  },
  'placement.ended-already': {
    code: 'CONFLICT',
    en: 'This placement has ended already.',
    fr: 'Cette embauche a déjà pris fin.',
    ar: 'سبق أن انتهى هذا التشغيل.',
  },
  'placement.end-day': {
    code: 'BAD_USER_INPUT',
    en: 'The last day is needed.',
    fr: 'Le dernier jour doit être indiqué.',
    ar: 'يجب تحديد آخر يوم.',
  },
  'placement.after-end': {
    code: 'BAD_USER_INPUT',
    en: 'The contract runs until {endsOn} only.',
    fr: 'Le contrat ne court que jusqu’au {endsOn}.',
    ar: 'لا يمتد العقد إلا إلى غاية {endsOn}.',
  },
} as const satisfies Catalogue;

export const refuse = refusing(catalogue);

/** What two requests at the same instant meet in the database. */
export const constraints = {
  placement_person_period: refuse('placement.overlap', 'startsOn'),
};
