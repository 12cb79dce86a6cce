import { Ajv, type ValidateFunction } from 'ajv';
import type { ThingContract } from './contract.ts';
import { annotations, type JsonSchema, readerSchema, writerSchema } from './schema.ts';
import { isDay, isMoment } from './time-formats.ts';

const none: readonly string[] = Object.freeze([]);
const writers = new Map<string, ValidateFunction>();
const readers = new Map<string, ValidateFunction>();

// The schemas are ours and tests hold them to the meta-schema; leaving that out here saves each process its compilation.
const ajv = new Ajv({ allErrors: true, strict: true, meta: false, validateSchema: false });
ajv.addVocabulary(annotations);
ajv.addFormat('date', isDay);
ajv.addFormat('date-time', isMoment);
// One spelling of each id: of those that the format allows PostgreSQL refuses some and takes others for the same id, while keys,
// partitions and members are told apart by their text. Each digit is written out, which is found faster than a count of them, and events are full of ids.
const digits = [8, 4, 4, 4, 12].map((count) => '[0-9a-f]'.repeat(count));
ajv.addFormat('uuid', new RegExp(`^${digits.join('-')}$`));

/**
 * What is wrong with an event's data that its source is about to record: an empty list, or one text per fault,
 * `path message`. Strict: a field or an enum value that the contract does not state is a fault.
 */
export function validateWritten(contract: ThingContract<unknown>, data: unknown): readonly string[] {
  return faults(writers, writerSchema, contract, data);
}

/**
 * What is wrong with an event's data for a reader: as `validateWritten`, but fields and enum values that the contract
 * does not state (yet) are accepted.
 */
export function validateRead(contract: ThingContract<unknown>, data: unknown): readonly string[] {
  return faults(readers, readerSchema, contract, data);
}

function faults(
  compiled: Map<string, ValidateFunction>,
  schemaOf: (contract: ThingContract<unknown>) => JsonSchema,
  contract: ThingContract<unknown>,
  data: unknown,
): readonly string[] {
  // Compiled when first asked for: a service meets a few of the things only.
  let validate = compiled.get(contract.thing);
  if (validate === undefined) {
    validate = ajv.compile(schemaOf(contract));
    compiled.set(contract.thing, validate);
  }
  if (validate(data)) return none;
  return (validate.errors ?? []).map(({ instancePath, message, params }) => {
    const unknownField = 'additionalProperty' in params ? `: ${String(params.additionalProperty)}` : '';
    const said = params.format === 'uuid' ? 'must be a UUID of 36 characters in small letters' : message;
    return `${instancePath || '/'} ${said ?? 'is not valid'}${unknownField}`;
  });
}
