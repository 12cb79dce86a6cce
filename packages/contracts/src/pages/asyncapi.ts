import { allContracts } from '../all.ts';
import { dataSchema, eventType, type Thing, type ThingContract, topicSettings } from '../contract.ts';
import { eventHeaders, headerMeanings } from '../headers.ts';
import { type JsonSchema, readerSchema } from '../schema.ts';
import { examples } from './examples.ts';
import { exampleRecord, title } from './thing-page.ts';

const things = [...new Set(allContracts.map((contract) => contract.thing))];
const optionalHeaders = ['ce_province', 'ce_edition', 'ce_commune', 'ce_requestid', 'awrach_replay'];

/** The contracts as an AsyncAPI 3 document, seen from the system: it sends, readers receive. */
export function asyncapi(): JsonSchema {
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Awrach events',
      version: '1.0.0',
      description:
        'Every change of the programme Awrach, as CloudEvents 1.0 in Kafka’s binary binding. What is promised about order, duplicates, retention and privacy stands in docs/events/README.md.',
      license: { name: 'Apache-2.0', url: 'https://www.apache.org/licenses/LICENSE-2.0' },
    },
    defaultContentType: 'application/json',
    servers: {
      local: {
        host: '127.0.0.1:9092',
        protocol: 'kafka',
        description: 'What `npm start` starts, unless KAFKA_PORT or KAFKA_BROKERS say otherwise.',
      },
    },
    channels: Object.fromEntries(allContracts.map((contract) => [channelName(contract), channel(contract)])),
    operations: Object.fromEntries(
      allContracts.map((contract) => [`send-${channelName(contract)}`, operation(contract)]),
    ),
    components: {
      messages: Object.fromEntries(things.map((thing) => [thing, message(thing)])),
      schemas: Object.fromEntries(things.map((thing) => [thing, payload(contractOf(thing))])),
    },
  };
}

const channelName = ({ service, thing }: ThingContract) => `${service}-${thing}`;

function channel(contract: ThingContract): JsonSchema {
  const { thing, topic, summary } = contract;
  return {
    address: topic,
    title: title(thing),
    description: summary,
    messages: { [thing]: { $ref: `#/components/messages/${thing}` } },
    bindings: {
      kafka: {
        partitions: topicSettings.partitions,
        topicConfiguration: { 'cleanup.policy': ['delete'], 'retention.ms': -1, 'retention.bytes': -1 },
        bindingVersion: '0.5.0',
      },
    },
  };
}

function operation(contract: ThingContract): JsonSchema {
  const name = channelName(contract);
  return {
    action: 'send',
    channel: { $ref: `#/channels/${name}` },
    summary: contract.summary,
    messages: [{ $ref: `#/channels/${name}/messages/${contract.thing}` }],
  };
}

function message(thing: Thing): JsonSchema {
  const contract = contractOf(thing);
  const { event, eventId, data } = examples[thing];
  return {
    name: thing,
    title: title(thing),
    summary: contract.summary,
    contentType: 'application/json',
    headers: headers(thing),
    payload: { $ref: `#/components/schemas/${thing}` },
    bindings: {
      kafka: {
        key: { type: 'string', format: 'uuid', description: 'The thing: the same as `id`.' },
        bindingVersion: '0.5.0',
      },
    },
    examples: [
      {
        name: event,
        headers: eventHeaders(contract, event, data, { eventId, ...exampleRecord }),
        payload: data,
      },
    ],
  };
}

function headers(thing: Thing): JsonSchema {
  const contracts = allContracts.filter((contract) => contract.thing === thing);
  const values: Record<string, JsonSchema> = {
    ce_specversion: { const: '1.0' },
    ce_type: {
      'x-extensible-enum': contracts.flatMap((contract) =>
        contract.events.map((event) => eventType(contract, event)),
      ),
    },
    ce_source: { enum: contracts.map(({ service }) => `/awrach/${service}`) },
    ce_dataschema: { const: dataSchema(contractOf(thing)) },
    'content-type': { const: 'application/json' },
  };
  return {
    type: 'object',
    required: Object.keys(headerMeanings).filter((name) => !optionalHeaders.includes(name)),
    properties: Object.fromEntries(
      Object.entries(headerMeanings).map(([name, description]) => [
        name,
        { type: 'string', ...values[name], description },
      ]),
    ),
  };
}

/** The schema as a part of a document: it has no address and no dialect of its own. */
function payload(contract: ThingContract): JsonSchema {
  const { $schema, $id, ...schema } = readerSchema(contract);
  return schema;
}

function contractOf(thing: Thing): ThingContract {
  const contract = allContracts.find((one) => one.thing === thing);
  if (!contract) throw new Error(`no contract for ${thing}`);
  return contract;
}
