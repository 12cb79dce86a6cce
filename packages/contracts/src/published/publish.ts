/** `npm run -w @awrach/contracts publish-schemas`: writes `published/` from the contracts, unless they break it. */
import { publish } from './schemas.ts';

console.log(`published ${publish().join(', ')}`);
