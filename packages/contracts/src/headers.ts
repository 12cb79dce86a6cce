import { dataSchema, eventType, type ThingContract, type ThingState } from './contract.ts';

/** The headers of a record, in the order in which they are written, each with what it says. */
export const headerMeanings = {
  ce_specversion: 'CloudEvents version: always `1.0`.',
  ce_id: 'This event. A record that is sent again, for whatever reason, has the same.',
  ce_source: 'The service that says so: `/awrach/<service>`.',
  ce_type: 'What happened: `ma.awrach.<service>.<thing>.<event>.v1`.',
  ce_subject: 'The thing; the same as `id` and as the key of the record.',
  ce_time: 'When it was recorded; the same as `recordedAt`.',
  'content-type': 'Always `application/json`: the value is the data, in UTF-8.',
  ce_dataschema: 'Name of the JSON Schema that the data fits.',
  ce_version: 'The same as `version` (decimal text).',
  ce_province: 'The same as `province`; the header is missing where that is empty.',
  ce_edition: 'The same as `edition`; the header is missing where that is `null`.',
  ce_commune: 'The same as `commune`; the header is missing where that is `null`.',
  ce_requestid: 'The request that led to it, as the logs name it; missing where no request did.',
  awrach_log:
    'The incarnation of the topic; later ones sort after earlier ones, as text. When it is later than the one you know, the topic was made or sent anew: your stored offsets mean nothing there, read again from the beginning. Records of an earlier one may still lie before or among them.',
  awrach_replay:
    'On a record that repeats one which a service had set aside: the dead letter. Missing on all others.',
} as const;

export type HeaderName = keyof typeof headerMeanings;

/** The incarnation of the topic, on every record of ours. Not CloudEvents'. */
export const logHeader: HeaderName = 'awrach_log';

/** On records that were put on their topic again: the id of the dead letter. Not CloudEvents'. */
export const replayHeader: HeaderName = 'awrach_replay';

/**
 * The headers of one record, in CloudEvents' binary binding for Kafka: attributes as `ce_*`, none for what is `null`, since
 * CloudEvents has no empty attributes.
 */
export function eventHeaders<EventName extends string>(
  contract: ThingContract<unknown, EventName>,
  event: NoInfer<EventName>,
  data: ThingState,
  record: { eventId: string; requestId: string | null; log: string },
): Partial<Record<HeaderName, string>> {
  return {
    ce_specversion: '1.0',
    ce_id: record.eventId,
    ce_source: `/awrach/${contract.service}`,
    ce_type: eventType(contract, event),
    ce_subject: data.id,
    ce_time: data.recordedAt,
    'content-type': 'application/json',
    ce_dataschema: dataSchema(contract),
    ce_version: String(data.version),
    ...(data.province === '' ? {} : { ce_province: data.province }),
    ...(data.edition === null ? {} : { ce_edition: String(data.edition) }),
    ...(data.commune === null ? {} : { ce_commune: data.commune }),
    ...(record.requestId === null ? {} : { ce_requestid: record.requestId }),
    awrach_log: record.log,
  };
}
