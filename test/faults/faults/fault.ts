import type { Chance } from '../../testkit/chance.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { World } from '../world/world.ts';

/** Where and when a fault strikes. */
interface Scene {
  readonly world: World;
  readonly ledger: Ledger;
  /** Unlike any other of the run: what a fault puts somewhere is named by it. */
  readonly name: string;
}

/** Something that goes wrong. It ends by itself, and what it has changed outside of what it harms is as before. */
export interface Fault {
  readonly name: string;
  /** @param chance decides what is left open: how long, which of several */
  strike(scene: Scene, chance: Chance): Promise<void>;
}
