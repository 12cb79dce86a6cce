import type { LauncherOptions } from '../launcher/launcher.ts';
import { loadExample } from './load.ts';

/** Khénifra's example on a first start. With somebody else's issuer it is left out, for we cannot speak for anyone. */
export const khenifra: NonNullable<LauncherOptions['example']> = {
  title: 'Entering the example of Khénifra through the graph',
  async load({ graphUrl, token }, far) {
    if (!token)
      throw new Error('The example of Khénifra needs tokens, which the issuer of OIDC_ISSUER gives.');
    await loadExample({
      graphUrl,
      token: (role, province) => token({ role, province }),
      progress: (done, all) => far(`${done} of ${all}`),
    });
  },
};
