import type { Sector, WorksiteSize } from '@awrach/contracts';

/** Words that the Khénifra example is put together from. All invented; none is meant to name a body or a place of work that exists. */

/** What partners are called: an association or cooperative "of" this, 46 of them. */
export const partnerWords: readonly (readonly [ar: string, fr: string])[] = [
  ['ظل الأرز', 'Ombre du Cèdre'],
  ['نجمة الجبل', 'Étoile de la Montagne'],
  ['سواعد الربيع', 'Bras du Printemps'],
  ['قنطرة الأمل', 'Pont de l’Espoir'],
  ['ضفاف الوادي', 'Rives de l’Oued'],
  ['زهرة الدير', 'Fleur du Piémont'],
  ['بذور الغد', 'Graines de Demain'],
  ['خطى ثابتة', 'Pas Assurés'],
  ['مرآة البحيرة', 'Miroir du Lac'],
  ['نسيم القمم', 'Brise des Cimes'],
  ['خيوط الصوف', 'Fils de Laine'],
  ['دفء الدوار', 'Chaleur du Douar'],
  ['مفتاح الدرب', 'Clé du Chemin'],
  ['صدى الأطلس', 'Écho de l’Atlas'],
  ['قوس المطر', 'Arc de Pluie'],
  ['ساقية الخير', 'Séguia du Bien'],
  ['أغصان البلوط', 'Rameaux du Chêne'],
  ['بيت الحكاية', 'Maison du Conte'],
  ['فجر الهضبة', 'Aube du Plateau'],
  ['حجر الأساس', 'Première Pierre'],
  ['عين الصفاء', 'Source Limpide'],
  ['عسل الزعتر', 'Miel de Thym'],
  ['ورشة الأيدي', 'Atelier des Mains'],
  ['دروب التلاميذ', 'Sentiers des Élèves'],
  ['مصابيح الحي', 'Lanternes du Quartier'],
  ['سنابل الشمس', 'Épis de Soleil'],
  ['أجنحة السنونو', 'Ailes d’Hirondelle'],
  ['ريشة وألوان', 'Plume et Couleurs'],
  ['جسور الجيران', 'Ponts entre Voisins'],
  ['حديقة الجميع', 'Jardin pour Tous'],
  ['موسم الجوز', 'Saison des Noix'],
  ['نقطة ماء', 'Goutte d’Eau'],
  ['لوز الهضاب', 'Amandes des Collines'],
  ['ذاكرة الورق', 'Mémoire de Papier'],
  ['طريق الثلج', 'Route de Neige'],
  ['أيادي الجدات', 'Mains des Aïeules'],
  ['سقف وباب', 'Un Toit, une Porte'],
  ['نافذة القراءة', 'Fenêtre de Lecture'],
  ['ملتقى الفجاج', 'Carrefour des Cols'],
  ['رحيق البراري', 'Nectar des Prairies'],
  ['ظهر النهر', 'Dos du Fleuve'],
  ['شعلة الشتاء', 'Flamme d’Hiver'],
  ['نحلات الأرز', 'Abeilles du Cèdre'],
  ['خيمة الفرح', 'Tente de la Joie'],
  ['رمان السفح', 'Grenades du Versant'],
  ['حقيبة المعلم', 'Cartable du Maître'],
];

export interface WorksiteKind {
  readonly sector: Sector;
  readonly size: WorksiteSize;
  readonly ar: string;
  readonly fr: string;
}

const small = (sector: Sector, ar: string, fr: string): WorksiteKind => ({ sector, size: 'SMALL', ar, fr });
const large = (sector: Sector, ar: string, fr: string): WorksiteKind => ({ sector, size: 'LARGE', ar, fr });

/**
 * What is worked on, 28 kinds over the seven sectors that were reported, mixed so that neighbours differ: whoever takes any
 * few in a row has several sectors.
 */
export const worksiteKinds: readonly WorksiteKind[] = [
  large('DEVELOPMENT_WORKS', 'تهيئة الأرصفة والممرات', 'Aménagement des trottoirs et passages'),
  small('ENVIRONMENT', 'غرس الأشجار', 'Plantation d’arbres'),
  small('EDUCATIONAL_SUPERVISION', 'دعم مدرسي للتلاميذ', 'Soutien scolaire'),
  small('DEVELOPMENT_WORKS', 'صيانة المسالك القروية', 'Entretien des pistes rurales'),
  small('SERVICES', 'استقبال وتوجيه المرتفقين', 'Accueil et orientation des usagers'),
  small('ENVIRONMENT', 'تنقية ضفاف المجاري المائية', 'Nettoyage des berges'),
  small('SOCIAL_CARE', 'مرافقة الأشخاص المسنين', 'Accompagnement des personnes âgées'),
  small('DEVELOPMENT_WORKS', 'طلاء الواجهات والمؤسسات', 'Peinture des façades et établissements'),
  small('CULTURAL_ANIMATION', 'ورشات المسرح والحكاية', 'Ateliers de théâtre et de conte'),
  large('ENVIRONMENT', 'جمع النفايات والنقط السوداء', 'Résorption des points noirs de déchets'),
  small('ARCHIVES_DIGITISATION', 'رقمنة سجلات الحالة المدنية', 'Numérisation des registres d’état civil'),
  small('DEVELOPMENT_WORKS', 'تنقية السواقي', 'Curage des séguias'),
  small('EDUCATIONAL_SUPERVISION', 'تنشيط أقسام التعليم الأولي', 'Animation du préscolaire'),
  small('SERVICES', 'مساعدة الأسواق الأسبوعية', 'Appui aux souks hebdomadaires'),
  large('DEVELOPMENT_WORKS', 'تهيئة الساحات العمومية', 'Aménagement des places publiques'),
  small('ENVIRONMENT', 'العناية بالمساحات الخضراء', 'Entretien des espaces verts'),
  small('SOCIAL_CARE', 'دعم دور الطالبة والطالب', 'Appui aux maisons de l’étudiant'),
  small('EDUCATIONAL_SUPERVISION', 'محاربة الأمية', 'Alphabétisation'),
  small('DEVELOPMENT_WORKS', 'تسييج المقابر وتهيئتها', 'Clôture et entretien des cimetières'),
  small('SERVICES', 'حراسة ملاعب القرب', 'Surveillance des terrains de proximité'),
  small('ENVIRONMENT', 'الوقاية من حرائق الغابة', 'Prévention des feux de forêt'),
  small('CULTURAL_ANIMATION', 'تنشيط دار الشباب', 'Animation de la maison des jeunes'),
  small('DEVELOPMENT_WORKS', 'صيانة نقط الماء', 'Entretien des points d’eau'),
  small(
    'ARCHIVES_DIGITISATION',
    'ترتيب ورقمنة أرشيف الجماعة',
    'Classement et numérisation des archives communales',
  ),
  small('EDUCATIONAL_SUPERVISION', 'تأطير الأنشطة الرياضية المدرسية', 'Encadrement du sport scolaire'),
  small('SOCIAL_CARE', 'مواكبة الأشخاص في وضعية إعاقة', 'Accompagnement des personnes handicapées'),
  small('ENVIRONMENT', 'فرز وتثمين النفايات', 'Tri et valorisation des déchets'),
  small('SERVICES', 'دعم المراكز الصحية في الاستقبال', 'Appui à l’accueil des centres de santé'),
];

interface Institution {
  readonly nameAr: string;
  readonly nameFr: string;
}

export const council: Institution = {
  nameAr: 'المجلس الإقليمي لخنيفرة',
  nameFr: 'Conseil provincial de Khénifra',
};

export const ministry: Institution = {
  nameAr: 'وزارة الإدماج الاقتصادي والمقاولة الصغرى والتشغيل والكفاءات',
  nameFr: 'Ministère de l’Inclusion économique, de la Petite entreprise, de l’Emploi et des Compétences',
};

/** Which local service of the State follows a worksite, by its sector. The kinds exist; who signed in truth is not published. */
export const services: Readonly<Record<Sector, Institution>> = {
  DEVELOPMENT_WORKS: {
    nameAr: 'المديرية الإقليمية للتجهيز بخنيفرة',
    nameFr: 'Direction provinciale de l’Équipement de Khénifra',
  },
  ENVIRONMENT: {
    nameAr: 'المديرية الإقليمية للمياه والغابات بخنيفرة',
    nameFr: 'Direction provinciale des Eaux et Forêts de Khénifra',
  },
  SOCIAL_CARE: {
    nameAr: 'المنسقية الإقليمية للتعاون الوطني بخنيفرة',
    nameFr: 'Coordination provinciale de l’Entraide nationale de Khénifra',
  },
  EDUCATIONAL_SUPERVISION: {
    nameAr: 'المديرية الإقليمية للتربية الوطنية بخنيفرة',
    nameFr: 'Direction provinciale de l’Éducation nationale de Khénifra',
  },
  SERVICES: {
    nameAr: 'قسم العمل الاجتماعي بعمالة إقليم خنيفرة',
    nameFr: 'Division de l’action sociale de la province de Khénifra',
  },
  ARCHIVES_DIGITISATION: {
    nameAr: 'قسم الجماعات الترابية بعمالة إقليم خنيفرة',
    nameFr: 'Division des collectivités territoriales de la province de Khénifra',
  },
  CULTURAL_ANIMATION: {
    nameAr: 'المديرية الإقليمية للثقافة بخنيفرة',
    nameFr: 'Direction provinciale de la Culture de Khénifra',
  },
};
