import type { Language } from '../refusal/language.ts';

/** Who may do what is said per role; the graph's `Role` enum has the same names in capitals. What people read stands beside each. */
export const roleNames = {
  ministry: { ar: 'الوزارة', fr: 'ministère', en: 'ministry' },
  province: { ar: 'العمالة أو الإقليم', fr: 'province', en: 'province' },
  council: { ar: 'المجلس', fr: 'conseil', en: 'council' },
  partner: { ar: 'الشريك', fr: 'partenaire', en: 'partner' },
  supervisor: { ar: 'المؤطِّر', fr: 'encadrant', en: 'supervisor' },
  auditor: { ar: 'المدقِّق', fr: 'auditeur', en: 'auditor' },
  analyst: { ar: 'المحلِّل', fr: 'analyste', en: 'analyst' },
} as const satisfies Readonly<Record<string, Readonly<Record<Language, string>>>>;

export type Role = keyof typeof roleNames;

export const isRole = (text: unknown): text is Role =>
  typeof text === 'string' && Object.hasOwn(roleNames, text);

export const roles = Object.keys(roleNames).filter(isRole);
