import { brokerSettings } from '../src/kafka/broker-settings.ts';

const settingsOf = (text: string) =>
  new Map(text.split('\n').map((line) => line.split('=') as [string, string]));

describe('the settings of a Kafka broker', () => {
  const place = { port: 9092, advertisedPort: 9092, data: '/data' };
  const member = (node: number) => ({ node, controllerPorts: [9093, 9094, 9095], cluster: 'c' });

  test('one that is alone keeps one copy of everything, and finds itself', () => {
    const settings = settingsOf(brokerSettings({ ...place, member: { node: 1, controllerPorts: [9093] } }));
    expect(settings.get('controller.quorum.bootstrap.servers')).toBe('127.0.0.1:9093');
    expect(settings.get('offsets.topic.replication.factor')).toBe('1');
    expect(settings.get('transaction.state.log.min.isr')).toBe('1');
  });

  test('of three, each is told who all are, listens at its own place, and keeps a copy of everything', () => {
    const settings = settingsOf(brokerSettings({ ...place, member: member(2) }));
    expect(settings.get('node.id')).toBe('2');
    expect(settings.get('controller.quorum.voters')).toBe(
      '1@127.0.0.1:9093,2@127.0.0.1:9094,3@127.0.0.1:9095',
    );
    expect(settings.get('listeners')).toBe('CLIENT://127.0.0.1:9092,CONTROLLER://127.0.0.1:9094');
    expect(settings.get('offsets.topic.replication.factor')).toBe('3');
    expect(settings.get('transaction.state.log.min.isr')).toBe('2');
  });

  test('clients are told another port where something stands before it', () => {
    const settings = settingsOf(brokerSettings({ ...place, advertisedPort: 19092, member: member(1) }));
    expect(settings.get('listeners')).toMatch('CLIENT://127.0.0.1:9092');
    expect(settings.get('advertised.listeners')).toMatch('CLIENT://127.0.0.1:19092');
  });
});
