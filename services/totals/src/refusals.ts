import { type Catalogue, refusing } from '@awrach/subgraph';

/** The rules of totals, in the words of those who are refused. */
export const catalogue = {
  'totals.version-gone': {
    code: 'VERSION_GONE',
    en: 'The figures of that version are no longer at hand. Ask again.',
    fr: 'Les chiffres de cette version ne sont plus disponibles. Reposez la question.',
    ar: 'لم تعد أرقام هذه النسخة متاحة. أعيدوا الطلب.',
  },
  'as-of.not-complete': {
    code: 'BAD_USER_INPUT',
    en: 'What was known at that moment is not complete: the figures are complete up to {completeTo}.',
    fr: 'Ce qui était connu à cet instant n’est pas complet : les chiffres sont complets jusqu’à {completeTo}.',
    ar: 'ما كان معروفاً في تلك اللحظة غير مكتمل: الأرقام مكتملة إلى غاية {completeTo}.',
  },
  'totals.nothing-complete': {
    code: 'RETRYABLE',
    en: 'It is not known yet up to when the figures are complete. Ask again in a moment.',
    fr: 'On ne sait pas encore jusqu’à quand les chiffres sont complets. Redemandez dans un instant.',
    ar: 'لا يُعرف بعد إلى متى تكتمل الأرقام. أعيدوا الطلب بعد لحظات.',
  },
  'totals.too-many-moments': {
    code: 'BAD_USER_INPUT',
    en: 'Figures of more than {limit} past moments at once are not given. Ask for a series.',
    fr: 'Les chiffres de plus de {limit} instants passés à la fois ne sont pas donnés. Demandez une série.',
    ar: 'لا تُعطى أرقام أكثر من {limit} لحظة ماضية دفعة واحدة. اطلبوا سلسلة زمنية.',
  },
  'series.until-before-from': {
    code: 'BAD_USER_INPUT',
    en: 'The last day lies before the first.',
    fr: 'Le dernier jour précède le premier.',
    ar: 'اليوم الأخير يسبق اليوم الأول.',
  },
  'series.too-long': {
    code: 'BAD_USER_INPUT',
    en: 'A series has {limit} points at most. Take longer steps or fewer days.',
    fr: 'Une série compte au plus {limit} points. Prenez un pas plus long ou moins de jours.',
    ar: 'لا تتجاوز السلسلة {limit} نقطة. اختاروا خطوة أطول أو أياماً أقل.',
  },
} as const satisfies Catalogue;

export const refuse = refusing(catalogue);
