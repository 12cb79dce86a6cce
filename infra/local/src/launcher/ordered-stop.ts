/** In this order everything stops: whoever asks before whoever is asked. */
const stages = ['dev', 'gateway', 'subgraphs', 'kafka', 'postgres', 'issuer'] as const;
export type Stage = (typeof stages)[number];

export interface OrderedStop {
  /** Remembers how to stop something; when stopping has begun already, stops it at once. */
  add(stage: Stage, stop: () => Promise<void>): Promise<void>;
  /** Stops stage after stage, what is in one together. Later calls wait for the first. */
  run(): Promise<void>;
  /** Whether stopping has begun. */
  begun(): boolean;
}

export function orderedStop(
  onStage: (stage: Stage, work: () => Promise<void>) => Promise<void>,
): OrderedStop {
  const stops: Record<Stage, (() => Promise<void>)[]> = {
    dev: [],
    gateway: [],
    subgraphs: [],
    kafka: [],
    postgres: [],
    issuer: [],
  };
  let running: Promise<void> | undefined;
  const runAll = async () => {
    for (const stage of stages) {
      const ours = stops[stage];
      if (ours.length === 0) continue;
      await onStage(stage, async () => {
        await Promise.allSettled(ours.map((stop) => stop()));
      });
    }
  };
  return {
    async add(stage, stop) {
      if (running) await stop();
      else stops[stage].push(stop);
    },
    begun: () => running !== undefined,
    run() {
      running ??= runAll();
      return running;
    },
  };
}
