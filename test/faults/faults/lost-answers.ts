import type { Fault } from './fault.ts';

/**
 * Kafka does what it is asked, and nobody hears its answer; all connections break, and what is asked then once more is not
 * answered either.
 */
export const answersLost: Fault = {
  name: 'answers of Kafka are lost',
  async strike({ world }, chance) {
    await world.link?.loseAnswers(800 + chance.below(1_200));
  },
};
