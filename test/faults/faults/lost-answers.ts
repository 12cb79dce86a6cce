import type { Fault } from './fault.ts';

/** Kafka does what it is asked, and nobody hears its answer; then all connections break. */
export const answersLost: Fault = {
  name: 'answers of Kafka are lost',
  async strike({ world }, chance) {
    await world.link?.loseAnswers(300 + chance.below(900));
  },
};
