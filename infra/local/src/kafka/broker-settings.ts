/** A broker's place in its cluster. */
export interface KafkaMember {
  /** Counted from 1. */
  node: number;
  /** Of every broker of the cluster, in the order of their numbers. */
  controllerPorts: readonly number[];
  /** The cluster's name, in base64url; a broker that is alone makes one itself. */
  cluster?: string;
}

interface Wanted {
  port: number;
  advertisedPort: number;
  member: KafkaMember;
  /** The folder of its logs. */
  data: string;
}

/** The text of a broker's `server.properties`. */
export function brokerSettings({ port, advertisedPort, member, data }: Wanted): string {
  const { node, controllerPorts } = member;
  const copies = Math.min(3, controllerPorts.length);
  const inSync = Math.max(1, copies - 1);
  const controller = `CONTROLLER://127.0.0.1:${controllerPorts[node - 1]}`;
  const settings = {
    'process.roles': 'broker,controller',
    'node.id': node,
    ...quorum(controllerPorts),
    listeners: `CLIENT://127.0.0.1:${port},${controller}`,
    'advertised.listeners': `CLIENT://127.0.0.1:${advertisedPort},${controller}`,
    'listener.security.protocol.map': 'CLIENT:PLAINTEXT,CONTROLLER:PLAINTEXT',
    'inter.broker.listener.name': 'CLIENT',
    'controller.listener.names': 'CONTROLLER',
    'log.dirs': data,
    // Services make their topics themselves, with the settings that the events rest on.
    'auto.create.topics.enable': false,
    'log.retention.ms': -1,
    'offsets.topic.replication.factor': copies,
    'offsets.topic.num.partitions': 5,
    'transaction.state.log.replication.factor': copies,
    'transaction.state.log.min.isr': inSync,
    'transaction.state.log.num.partitions': 5,
    'share.coordinator.state.topic.replication.factor': copies,
    'share.coordinator.state.topic.min.isr': inSync,
    // A group's members start within the same second; the default lets each wait three.
    'group.initial.rebalance.delay.ms': 0,
    'num.network.threads': 2,
    'num.io.threads': 4,
    'background.threads': 2,
    'num.recovery.threads.per.data.dir': 2,
    // The default reserves half of the heap for compaction; here only Kafka's own small topics are compacted.
    'log.cleaner.dedupe.buffer.size': 4 * 1024 * 1024,
    'log.cleaner.io.buffer.size': 64 * 1024,
  };
  return Object.entries(settings)
    .map(([name, value]) => `${name}=${escapeProperty(String(value))}\n`)
    .join('');
}

/** One that is alone finds itself; several are told once and for all who they are. */
function quorum(controllerPorts: readonly number[]): Record<string, string> {
  const places = controllerPorts.map((port) => `127.0.0.1:${port}`);
  if (places.length === 1) return { 'controller.quorum.bootstrap.servers': places.join() };
  return { 'controller.quorum.voters': places.map((place, i) => `${i + 1}@${place}`).join() };
}

/** In a .properties file a backslash escapes. */
function escapeProperty(value: string): string {
  return value.replaceAll('\\', '\\\\');
}
