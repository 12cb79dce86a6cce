import type { Ledger } from '../ledger/ledger.ts';
import type { World } from '../world/world.ts';

/** Something that must hold once all is at rest. @returns each difference in words; none when it holds */
export type Judgement = (world: World, ledger: Ledger) => Promise<string[]>;
