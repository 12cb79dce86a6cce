export type Language = 'ar' | 'fr' | 'en';

const spoken: readonly Language[] = ['ar', 'fr', 'en'];

/**
 * The language to answer in, by the client's `Accept-Language` (RFC 9110 §12.5.4: weights honoured, regions ignored).
 * French when nothing that we speak was asked for: the administration's working language beside Arabic.
 */
export function languageOf(acceptLanguage: string | undefined): Language {
  const wanted = (acceptLanguage ?? '')
    .slice(0, 200)
    .split(',')
    .map((part) => {
      const [tag = '', ...parameters] = part.trim().toLowerCase().split(';');
      const weight = parameters.map((p) => p.trim()).find((p) => p.startsWith('q='));
      return { language: tag.split('-')[0], weight: weight ? Number(weight.slice(2)) : 1 };
    })
    .filter(({ weight }) => weight > 0)
    .sort((a, b) => b.weight - a.weight);
  for (const { language } of wanted) {
    const known = spoken.find((one) => one === language);
    if (known) return known;
  }
  return 'fr';
}
