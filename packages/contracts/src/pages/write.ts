/** `npm run -w @awrach/contracts pages`: writes `docs/events/` from the contracts. */
import { writePages } from './pages.ts';

console.log(`written: ${writePages().join(', ')}`);
