import type { Commune, Province, Region } from '@awrach/territory';
import type { Territory } from '../matrix/matrix.ts';

/** Of which territory the graph's entities ask the figures. */
export const nation = (): Territory => ({ kind: 'nation' });
export const regionOf = ({ code }: Region): Territory => ({ kind: 'region', code });
export const provinceOf = ({ code }: Province): Territory => ({ kind: 'province', code });
export const communeOf = ({ code, provinceCode }: Commune): Territory => ({
  kind: 'commune',
  code,
  province: provinceCode,
});
