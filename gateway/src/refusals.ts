import { type Catalogue, refusing, sharedCatalogue } from '@awrach/subgraph/gateway';

/** The gateway's own rules; those of services that do not answer, of requests and of tokens are shared ones. */
export const gatewayRefusals = {
  'request.method': {
    code: 'BAD_USER_INPUT',
    en: 'Only queries can be asked with GET. Send mutations with POST.',
    fr: 'Seules les lectures passent par GET. Envoyez les mutations par POST.',
    ar: 'لا تُقبل عبر GET إلا طلبات القراءة. أرسلوا عمليات التعديل عبر POST.',
  },
  'request.other-method': {
    code: 'BAD_USER_INPUT',
    en: 'The graph is asked with POST, or with GET. {method} is not taken here.',
    fr: 'Le graphe s’interroge par POST ou par GET. {method} n’est pas accepté ici.',
    ar: 'تُطرح الطلبات على هذا العنوان عبر POST أو GET. لا يُقبل {method} هنا.',
  },
  'request.not-acceptable': {
    code: 'BAD_USER_INPUT',
    en: 'Answers are JSON, which the Accept header of the request leaves out: name application/json or application/graphql-response+json in it.',
    fr: 'Les réponses sont en JSON, que l’en-tête Accept de la requête exclut : indiquez-y application/json ou application/graphql-response+json.',
    ar: 'الأجوبة بصيغة JSON التي تستبعدها ترويسة Accept في الطلب: اذكروا فيها application/json أو application/graphql-response+json.',
  },
  'operation.which': {
    code: 'OPERATION_RESOLUTION_FAILURE',
    en: 'The text has several operations: name in operationName the one to carry out.',
    fr: 'Le texte compte plusieurs opérations : indiquez dans operationName celle à exécuter.',
    ar: 'يتضمن النص عدة عمليات: اذكروا في operationName العملية المطلوب تنفيذها.',
  },
  'operation.unknown': {
    code: 'OPERATION_RESOLUTION_FAILURE',
    en: 'The text has no operation named “{name}”.',
    fr: 'Le texte n’a pas d’opération nommée « {name} ».',
    ar: 'لا يتضمن النص عملية باسم «{name}».',
  },
  'operation.subscription': {
    code: 'OPERATION_RESOLUTION_FAILURE',
    en: 'The graph has no subscriptions. Watch a query instead: ask it with Accept: text/event-stream.',
    fr: 'Le graphe n’a pas de souscriptions. Suivez plutôt une lecture : posez-la avec Accept: text/event-stream.',
    ar: 'لا توجد اشتراكات (subscriptions) في المخطط. تابعوا بدلا من ذلك طلب قراءة: اطرحوه مع Accept: text/event-stream.',
  },
  'operation.too-long': {
    code: 'BAD_USER_INPUT',
    en: 'With its fragments written out where they are named, the operation has more than {limit} names, signs and values. Ask for less at once.',
    fr: 'Une fois ses fragments développés là où ils sont nommés, l’opération compte plus de {limit} noms, signes et valeurs. Demandez moins à la fois.',
    ar: 'بعد إدراج أجزائها (fragments) حيث ذُكرت، تتجاوز العملية {limit} من الأسماء والعلامات والقيم. اطلبوا أقل دفعة واحدة.',
  },
  'operation.too-deep': {
    code: 'BAD_USER_INPUT',
    en: 'With its fragments written out where they are named, the operation is nested deeper than {limit} levels of brackets and braces.',
    fr: 'Une fois ses fragments développés là où ils sont nommés, l’opération dépasse {limit} niveaux d’imbrication de parenthèses, crochets et accolades.',
    ar: 'بعد إدراج أجزائها (fragments) حيث ذُكرت، تتجاوز العملية {limit} مستوى من الأقواس المتداخلة.',
  },
  'request.too-costly': {
    code: 'BAD_USER_INPUT',
    en: 'The answer could have more than {limit} fields. Ask for less at once: fewer lists within lists, or smaller pages.',
    fr: 'La réponse pourrait dépasser {limit} champs. Demandez moins à la fois : moins de listes imbriquées ou des pages plus petites.',
    ar: 'قد يتجاوز الجواب {limit} حقل. اطلبوا أقل دفعة واحدة: قوائم متداخلة أقل أو صفحات أصغر.',
  },
  'request.too-much-of-one': {
    code: 'BAD_USER_INPUT',
    en: 'The operation takes more from one part of the system than can be asked of it at once. Ask for less at once: fewer lists within lists, or smaller pages.',
    fr: 'L’opération demande à une partie du système plus qu’on ne peut lui demander à la fois. Demandez moins à la fois : moins de listes imbriquées ou des pages plus petites.',
    ar: 'تطلب العملية من أحد أجزاء النظام أكثر مما يمكن طلبه منه دفعة واحدة. اطلبوا أقل دفعة واحدة: قوائم متداخلة أقل أو صفحات أصغر.',
  },
  // Client libraries look for this very text, and then send the query itself along.
  'query.not-known': {
    code: 'PERSISTED_QUERY_NOT_FOUND',
    en: 'PersistedQueryNotFound',
    fr: 'PersistedQueryNotFound',
    ar: 'PersistedQueryNotFound',
  },
  'query.other-hash': {
    code: 'BAD_USER_INPUT',
    en: 'The hash is not the SHA-256 of the query sent with it, or not of version 1.',
    fr: 'L’empreinte n’est pas le SHA-256 de la requête envoyée avec elle, ou n’est pas de la version 1.',
    ar: 'البصمة ليست SHA-256 للاستعلام المرسل معها، أو ليست من الإصدار 1.',
  },
  'live.only-queries': {
    code: 'BAD_USER_INPUT',
    en: 'Only queries can be watched.',
    fr: 'Seules les lectures peuvent être suivies en direct.',
    ar: 'لا يمكن أن تُتابَع مباشرةً إلا طلبات القراءة.',
  },
  'live.too-many': {
    code: 'RETRYABLE',
    en: 'Too many are being watched at once. End some, or try again later.',
    fr: 'Trop de suivis en direct à la fois. Fermez-en, ou réessayez plus tard.',
    ar: 'عدد المتابعات المباشرة في آن واحد كبير جداً. أغلقوا بعضها أو أعيدوا المحاولة لاحقاً.',
  },
} as const satisfies Catalogue;

export const refuse = refusing({ ...sharedCatalogue, ...gatewayRefusals });
