import { type Catalogue, refusing } from '@awrach/subgraph';

/** The rules of envelopes, tranches and payments, in the words of those who are refused. */
export const catalogue = {
  'envelope.opened-already': {
    code: 'CONFLICT',
    en: 'The envelope of this province and edition is open already; change its amount instead.',
    fr: 'L’enveloppe de cette province et édition est déjà ouverte ; modifiez plutôt son montant.',
    ar: 'غلاف هذا الإقليم والنسخة مفتوح سلفاً؛ غيّروا مبلغه بدل ذلك.',
  },
  'envelope.unchanged': {
    code: 'BAD_USER_INPUT',
    en: 'The envelope has this amount already.',
    fr: 'L’enveloppe a déjà ce montant.',
    ar: 'للغلاف هذا المبلغ سلفاً.',
  },
  'envelope.below-reserved': {
    code: 'CONFLICT',
    en: '{reserved} dirhams of the envelope are reserved; it cannot be lowered below that.',
    fr: '{reserved} dirhams de l’enveloppe sont engagés ; elle ne peut descendre en dessous.',
    ar: 'مبلغ {reserved} درهم من الغلاف ملتزم به؛ لا يمكن خفضه عن ذلك.',
  },
  'tranche.cancelled': {
    code: 'CONFLICT',
    en: 'This tranche was cancelled; nothing is owed on it.',
    fr: 'Cette tranche est annulée ; rien n’est dû à ce titre.',
    ar: 'هذا الشطر ملغى؛ لا شيء مستحق بموجبه.',
  },
  'payment.exceeds-tranche': {
    code: 'CONFLICT',
    en: 'Only {left} dirhams are left to pay on this tranche.',
    fr: 'Il ne reste que {left} dirhams à payer sur cette tranche.',
    ar: 'لم يبق للأداء من هذا الشطر سوى {left} درهم.',
  },
  'payment.before-due': {
    code: 'BAD_USER_INPUT',
    en: 'The tranche fell due on {dueOn}; it cannot have been paid before.',
    fr: 'La tranche est devenue exigible le {dueOn} ; elle ne peut avoir été payée avant.',
    ar: 'أصبح الشطر مستحقاً في {dueOn}؛ لا يمكن أن يكون قد أُدي قبل ذلك.',
  },
  'payment.reference-taken': {
    code: 'CONFLICT',
    en: 'Another payment of this province has this reference.',
    fr: 'Un autre paiement de cette province porte cette référence.',
    ar: 'يحمل أداء آخر لهذا الإقليم المرجع نفسه.',
  },
} as const satisfies Catalogue;

/** How this service refuses: only by rules that stand in its catalogue. */
export const refuse = refusing(catalogue);
