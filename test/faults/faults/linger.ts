import { setTimeout as sleep } from 'node:timers/promises';
import { tryAgain } from '../world/try-again.ts';
import type { Fault } from './fault.ts';

/** Every second thing's transaction has written all it has to write, and commits a while later. */
const slowDown = (milliseconds: number) => `
  create or replace function fault_linger() returns trigger language plpgsql as $$
  begin
    if hashtext(new.thing::text) % 2 = 0 then perform pg_sleep(${milliseconds / 1_000}); end if;
    return null;
  end $$;
  create or replace trigger fault_linger after insert on audit for each row execute function fault_linger()`;
const speedUp = 'drop trigger if exists fault_linger on audit; drop function if exists fault_linger()';

/**
 * Long writing transactions in one of the databases: those that came after commit before them, so that events become visible
 * in another order than that of their numbers. People's writes go slowly, what services do by themselves does not.
 */
export const lingering: Fault = {
  name: 'transactions linger',
  async strike({ world }, chance) {
    const service = chance.one(['partner', 'finance', 'worksite', 'employment'] as const);
    const each = 300 + chance.below(900);
    try {
      await tryAgain(() => world.databases.rows(service, slowDown(each)));
      await sleep(2_500);
    } finally {
      await tryAgain(() => world.databases.rows(service, speedUp));
    }
  },
};
