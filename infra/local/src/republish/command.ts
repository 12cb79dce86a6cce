import { parseArgs } from 'node:util';
import { allContracts, contractOfTopic, type Service } from '@awrach/contracts';

export const usage = `npm run republish                                      everything that the services ever told
npm run republish -- --topic awrach.partner.agreement  one topic; may be said more than once`;

/**
 * The topics to be sent again, by the service whose they are.
 * @throws when the arguments name one that there is not
 */
export function readRepublishCommand(args: readonly string[]): Map<Service, string[]> {
  const { values } = parseArgs({ args: [...args], options: { topic: { type: 'string', multiple: true } } });
  const asked = new Map<Service, string[]>();
  for (const topic of new Set(values.topic ?? allContracts.map((contract) => contract.topic))) {
    const contract = contractOfTopic(topic);
    if (!contract) throw new Error(`There is no topic ${topic}`);
    asked.set(contract.service, [...(asked.get(contract.service) ?? []), topic]);
  }
  return asked;
}
