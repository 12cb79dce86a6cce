import { type Catalogue, refusing } from '@awrach/subgraph';

/** The rules of partners, selections and agreements, in the words of those who are refused. */
export const catalogue = {
  'partner.registered-already': {
    code: 'CONFLICT',
    en: 'A partner with this registration number stands in the register of the province already.',
    fr: 'Un partenaire portant ce numéro figure déjà au registre de la province.',
    ar: 'يوجد شريك بهذا الرقم في سجل الإقليم.',
  },
  'selection.score': {
    code: 'BAD_USER_INPUT',
    en: 'A score lies between 0 and {outOf}.',
    fr: 'Une note se situe entre 0 et {outOf}.',
    ar: 'تنحصر النقطة بين 0 و{outOf}.',
  },
  'selection.criteria': {
    code: 'BAD_USER_INPUT',
    en: 'A decision has at most {limit} criteria.',
    fr: 'Une décision compte au plus {limit} critères.',
    ar: 'يضم القرار {limit} معياراً على الأكثر.',
  },
  'selection.refusal-needs-reason': {
    code: 'BAD_USER_INPUT',
    en: 'A refusal needs its reason.',
    fr: 'Un refus doit être motivé.',
    ar: 'يجب تعليل الرفض.',
  },
  'selection.recorded-already': {
    code: 'CONFLICT',
    en: 'A decision on this partner was recorded at the same instant. Read it before you replace it.',
    fr: 'Une décision sur ce partenaire vient d’être enregistrée. Relisez-la avant de la remplacer.',
    ar: 'سُجِّل قرار بشأن هذا الشريك في اللحظة نفسها. اطلعوا عليه قبل تعويضه.',
  },
  'selection.in-use': {
    code: 'CONFLICT',
    en: 'The partner has an agreement under this selection; it cannot be turned into a refusal.',
    fr: 'Le partenaire a une convention au titre de cette sélection ; elle ne peut devenir un refus.',
    ar: 'للشريك اتفاقية مبنية على هذا الانتقاء؛ لا يمكن تحويله إلى رفض.',
  },
  'agreement.partner-not-selected': {
    code: 'CONFLICT',
    en: 'The provincial committee has not selected this partner for edition {edition}.',
    fr: 'Le comité provincial n’a pas retenu ce partenaire pour l’édition {edition}.',
    ar: 'لم تنتق اللجنة الإقليمية هذا الشريك لنسخة {edition}.',
  },
  'agreement.reference-taken': {
    code: 'CONFLICT',
    en: 'Another agreement of this province and edition has this reference.',
    fr: 'Une autre convention de cette province et édition porte cette référence.',
    ar: 'تحمل اتفاقية أخرى لهذا الإقليم والنسخة المرجع نفسه.',
  },
  'agreement.parties': {
    code: 'BAD_USER_INPUT',
    en: 'Exactly one council and one partner sign an agreement, and at most 20 parties in all.',
    fr: 'Une convention est signée par exactement un conseil et un partenaire, 20 parties au plus en tout.',
    ar: 'يوقع الاتفاقية مجلس واحد وشريك واحد بالضبط، وعشرون طرفاً على الأكثر.',
  },
  'agreement.lines': {
    code: 'BAD_USER_INPUT',
    en: 'An agreement has 1 to 500 lines.',
    fr: 'Une convention compte de 1 à 500 lignes.',
    ar: 'تضم الاتفاقية من 1 إلى 500 بند.',
  },
  'agreement.size': {
    code: 'BAD_USER_INPUT',
    en: 'The revisions of this agreement together take more than {limit} bytes. Give fewer lines or shorter names, or go on in a new agreement.',
    fr: 'Les versions de cette convention dépassent ensemble {limit} octets. Réduisez les lignes ou les noms, ou poursuivez dans une nouvelle convention.',
    ar: 'يتجاوز حجم مراجعات هذه الاتفاقية معاً {limit} بايت. قلّصوا البنود أو الأسماء، أو واصلوا في اتفاقية جديدة.',
  },
  'agreement.grant': {
    code: 'BAD_USER_INPUT',
    en: 'The grants of all lines together exceed 22,500,000,000 dirhams, ten times the yearly budget of the programme.',
    fr: 'Les subventions de toutes les lignes dépassent 22 500 000 000 dirhams, dix fois le budget annuel du programme.',
    ar: 'تتجاوز منح جميع البنود 22500000000 درهم، أي عشرة أضعاف الميزانية السنوية للبرنامج.',
  },
  'line.worksite-or-id': {
    code: 'BAD_USER_INPUT',
    en: 'A line names either a new worksite or the id of one that is planned already.',
    fr: 'Une ligne désigne soit un nouveau chantier, soit l’identifiant d’un chantier déjà prévu.',
    ar: 'يحدد البند إما ورشاً جديداً أو معرّف ورش مبرمج سلفاً.',
  },
  'line.worksite-unknown': {
    code: 'NOT_FOUND',
    en: 'No agreement of this province and edition plans this worksite.',
    fr: 'Aucune convention de cette province et édition ne prévoit ce chantier.',
    ar: 'لا توجد اتفاقية لهذا الإقليم والنسخة تبرمج هذا الورش.',
  },
  'line.unknown': {
    code: 'NOT_FOUND',
    en: 'The former revision has no such line on that worksite.',
    fr: 'La version précédente n’a pas cette ligne sur ce chantier.',
    ar: 'لا تتضمن المراجعة السابقة هذا البند على هذا الورش.',
  },
  'line.twice': {
    code: 'BAD_USER_INPUT',
    en: 'Another line of this revision goes on the same line of the former one already.',
    fr: 'Une autre ligne de cette version reprend déjà la même ligne de la version précédente.',
    ar: 'بند آخر من هذه المراجعة يواصل سلفاً البند نفسه من المراجعة السابقة.',
  },
  'line.jobs': {
    code: 'BAD_USER_INPUT',
    en: 'A line has 1 to 10,000 jobs.',
    fr: 'Une ligne compte de 1 à 10 000 postes.',
    ar: 'يضم البند من 1 إلى 10000 منصب.',
  },
  'line.person-months': {
    code: 'BAD_USER_INPUT',
    en: 'A line has 1 to 120,000 person-months.',
    fr: 'Une ligne compte de 1 à 120 000 personnes-mois.',
    ar: 'يضم البند من 1 إلى 120000 شهر عمل.',
  },
  'agreement.approved-already': {
    code: 'CONFLICT',
    en: 'The council has approved this agreement already.',
    fr: 'Le conseil a déjà approuvé cette convention.',
    ar: 'سبق للمجلس أن صادق على هذه الاتفاقية.',
  },
  'agreement.not-approved': {
    code: 'CONFLICT',
    en: 'The council has not approved this agreement yet.',
    fr: 'Le conseil n’a pas encore approuvé cette convention.',
    ar: 'لم يصادق المجلس بعد على هذه الاتفاقية.',
  },
  'agreement.cancelled': {
    code: 'CONFLICT',
    en: 'This agreement was cancelled.',
    fr: 'Cette convention a été annulée.',
    ar: 'أُلغيت هذه الاتفاقية.',
  },
  'agreement.cancelled-before-approval': {
    code: 'BAD_USER_INPUT',
    en: 'An agreement cannot be cancelled from a day before its approval of {heldOn}.',
    fr: 'Une convention ne peut être annulée à une date antérieure à son approbation du {heldOn}.',
    ar: 'لا يمكن إلغاء الاتفاقية ابتداء من يوم يسبق المصادقة عليها بتاريخ {heldOn}.',
  },
  'agreement.session-order': {
    code: 'BAD_USER_INPUT',
    en: 'The session that approves an amendment cannot be older than that of {heldOn}, which approved what it amends.',
    fr: 'La session qui approuve un avenant ne peut précéder celle du {heldOn}, qui a approuvé la version modifiée.',
    ar: 'لا يمكن أن تسبق الدورة المصادقة على التعديل دورة {heldOn} التي صادقت على المراجعة المعدلة.',
  },
  'agreement.party-unknown': {
    code: 'NOT_FOUND',
    en: 'This body is not a party to the agreement.',
    fr: 'Cet organisme n’est pas partie à la convention.',
    ar: 'هذه الهيئة ليست طرفاً في الاتفاقية.',
  },
  'agreement.signed-already': {
    code: 'CONFLICT',
    en: 'This party signed this revision on {signedOn} already.',
    fr: 'Cette partie a déjà signé cette version le {signedOn}.',
    ar: 'سبق لهذا الطرف أن وقع هذه المراجعة بتاريخ {signedOn}.',
  },
  'agreement.signed-before-approval': {
    code: 'BAD_USER_INPUT',
    en: 'A signature cannot be older than the approval of {heldOn}.',
    fr: 'Une signature ne peut précéder l’approbation du {heldOn}.',
    ar: 'لا يمكن أن يسبق التوقيع تاريخ المصادقة {heldOn}.',
  },
} as const satisfies Catalogue;

export const refuse = refusing(catalogue);

/** What the database lets stand once only: its constraint refuses a second, also of two at the same instant. */
export const constraints = {
  partner_registration: refuse('partner.registered-already', 'registrationNumber'),
  selection_once: refuse('selection.recorded-already', 'partnerId'),
  selection_once_id: refuse('selection.recorded-already', 'partnerId'),
  agreement_reference: refuse('agreement.reference-taken', 'reference'),
};
