import { type Catalogue, refusing } from '@awrach/subgraph';

/** The rules of worksites, in the words of those who are refused. */
export const catalogue = {
  'worksite.opened-already': {
    code: 'CONFLICT',
    en: 'This worksite was opened already.',
    fr: 'Ce chantier a déjà été ouvert.',
    ar: 'سبق فتح هذا الورش.',
  },
  'worksite.not-open': {
    code: 'CONFLICT',
    en: 'This worksite is not open.',
    fr: 'Ce chantier n’est pas ouvert.',
    ar: 'هذا الورش غير مفتوح.',
  },
  'worksite.not-suspended': {
    code: 'CONFLICT',
    en: 'This worksite is not suspended.',
    fr: 'Ce chantier n’est pas suspendu.',
    ar: 'هذا الورش غير متوقف.',
  },
  'worksite.suspended-often': {
    code: 'CONFLICT',
    en: 'This worksite has been suspended {limit} times. It cannot be suspended by hand any more.',
    fr: 'Ce chantier a été suspendu {limit} fois. Il ne peut plus être suspendu manuellement.',
    ar: 'أُوقف هذا الورش {limit} مرة، ولم يعد ممكناً إيقافه يدوياً.',
  },
  'worksite.closed': {
    code: 'CONFLICT',
    en: 'This worksite is closed for good.',
    fr: 'Ce chantier est définitivement clos.',
    ar: 'أُغلق هذا الورش نهائياً.',
  },
  'worksite.cancelled': {
    code: 'CONFLICT',
    en: 'No agreement names this worksite any more; it was cancelled.',
    fr: 'Plus aucune convention ne prévoit ce chantier ; il a été annulé.',
    ar: 'لم تعد أي اتفاقية تشمل هذا الورش؛ لقد أُلغي.',
  },
  'worksite.day-order': {
    code: 'BAD_USER_INPUT',
    en: '{day} lies before {after}, the day of the former step of this worksite.',
    fr: 'Le {day} précède le {after}, date de l’étape antérieure de ce chantier.',
    ar: '{day} يسبق {after}، وهو تاريخ المرحلة السابقة من هذا الورش.',
  },
  'worksite.agreement-other': {
    code: 'CONFLICT',
    en: 'This agreement does not name this worksite.',
    fr: 'Cette convention ne prévoit pas ce chantier.',
    ar: 'هذه الاتفاقية لا تشمل هذا الورش.',
  },
  'worksite.no-agreement': {
    code: 'CONFLICT',
    en: 'No agreement names this worksite any more.',
    fr: 'Plus aucune convention ne prévoit ce chantier.',
    ar: 'لم تعد أي اتفاقية تشمل هذا الورش.',
  },
  'worksite.agreement-unapproved': {
    code: 'CONFLICT',
    en: 'The council has not approved the agreement of this worksite yet.',
    fr: 'Le conseil n’a pas encore approuvé la convention de ce chantier.',
    ar: 'لم يصادق المجلس بعد على اتفاقية هذا الورش.',
  },
  'worksite.agreement-unsigned': {
    code: 'CONFLICT',
    en: 'Not all parties have signed the agreement of this worksite.',
    fr: 'Toutes les parties n’ont pas encore signé la convention de ce chantier.',
    ar: 'لم يوقع جميع الأطراف بعد اتفاقية هذا الورش.',
  },
  'worksite.agreement-unfunded': {
    code: 'CONFLICT',
    en: 'The province’s envelope does not hold the grant of the agreement of this worksite.',
    fr: 'L’enveloppe de la province ne couvre pas la convention de ce chantier.',
    ar: 'لا يغطي غلاف الإقليم اتفاقية هذا الورش.',
  },
  'worksite.awaiting-funding': {
    code: 'RETRYABLE',
    en: 'The agreement of this worksite awaits the answer of finance. Try again in a moment.',
    fr: 'La convention de ce chantier attend la réponse des finances. Réessayez dans un instant.',
    ar: 'تنتظر اتفاقية هذا الورش جواب المالية. أعيدوا المحاولة بعد لحظة.',
  },
  'worksite.agreement-cancelled': {
    code: 'CONFLICT',
    en: 'The agreement of this worksite was cancelled.',
    fr: 'La convention de ce chantier a été annulée.',
    ar: 'أُلغيت اتفاقية هذا الورش.',
  },
  'worksite.outside-agreement': {
    code: 'BAD_USER_INPUT',
    en: 'The agreement in force covers the days from {startsOn} to {endsOn}.',
    fr: 'La convention en vigueur couvre la période du {startsOn} au {endsOn}.',
    ar: 'تغطي الاتفاقية السارية الفترة من {startsOn} إلى {endsOn}.',
  },
} as const satisfies Catalogue;

export const refuse = refusing(catalogue);
