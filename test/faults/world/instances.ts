import {
  gateway,
  type ProcessPlan,
  services,
  subgraph,
} from '../../../infra/local/src/launcher/processes.ts';
import { type Link, openLink } from './link.ts';

export type Service = (typeof services)[number];

/** Which processes run, and the doors through which the gateway reaches those that run twice. */
export interface Instances {
  readonly processes: readonly ProcessPlan[];
  /** By service, the names of its instances. */
  readonly names: Readonly<Record<Service, readonly string[]>>;
  close(): Promise<void>;
}

/**
 * The five services, those named twice, and a gateway that reaches them through a balancer.
 * @param copies how many of each record Kafka keeps
 */
export async function instances(twice: readonly Service[], copies: 1 | 3): Promise<Instances> {
  const addresses: Record<string, string> = {};
  const links: Partial<Record<Service, Link>> = {};
  const namesOf = (service: Service) => (twice.includes(service) ? [service, `${service}-2`] : [service]);
  for (const service of twice) {
    links[service] = await openLink(() =>
      namesOf(service).map((name) => Number(new URL(addresses[name] ?? 'http://127.0.0.1:1').port)),
    );
  }
  const copied = (plan: ProcessPlan): ProcessPlan => ({
    ...plan,
    environment: (facts) => ({
      ...plan.environment(facts),
      KAFKA_REPLICATION: String(copies),
      KAFKA_MIN_INSYNC: String(Math.max(1, copies - 1)),
    }),
  });
  const balanced: ProcessPlan = {
    ...gateway,
    environment(facts) {
      Object.assign(addresses, facts.addresses);
      const doors = Object.entries(links).map(([service, { port }]) => [service, `http://127.0.0.1:${port}`]);
      return gateway.environment({
        ...facts,
        addresses: { ...facts.addresses, ...Object.fromEntries(doors) },
      });
    },
  };
  const plans = services.flatMap((service) => namesOf(service).map((name) => subgraph(service, name)));
  return {
    processes: [...plans.map(copied), balanced],
    names: {
      partner: namesOf('partner'),
      worksite: namesOf('worksite'),
      employment: namesOf('employment'),
      finance: namesOf('finance'),
      totals: namesOf('totals'),
    },
    close: async () => {
      await Promise.all(Object.values(links).map((link) => link.close()));
    },
  };
}
