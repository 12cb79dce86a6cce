import { type Catalogue, refusing } from '@awrach/subgraph';

/** The rules of totals, in the words of those who are refused. */
export const catalogue = {
  'totals.version-gone': {
    code: 'VERSION_GONE',
    en: 'The figures of that version are no longer at hand. Ask again.',
    fr: 'Les chiffres de cette version ne sont plus disponibles. Reposez la question.',
    ar: 'لم تعد أرقام هذه النسخة متاحة. أعيدوا الطلب.',
  },
} as const satisfies Catalogue;

export const refuse = refusing(catalogue);
