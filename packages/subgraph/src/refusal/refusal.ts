import type { Language } from './language.ts';

/** The classes of refusal that a client can tell apart by `extensions.code`. */
type RefusalCode =
  | 'BAD_USER_INPUT'
  | 'UNAUTHENTICATED'
  | 'FORBIDDEN'
  | 'NOT_FOUND'
  | 'CONFLICT'
  | 'RETRYABLE'
  | 'TIMEOUT'
  | 'VERSION_GONE'
  | 'SERVICE_UNAVAILABLE'
  | 'GRAPHQL_PARSE_FAILED'
  | 'PERSISTED_QUERY_NOT_FOUND'
  | 'GRAPHQL_VALIDATION_FAILED'
  | 'OPERATION_RESOLUTION_FAILURE'
  | 'INTERNAL_SERVER_ERROR';

/** What a rule is called in each language people read. `{name}` is filled from the refusal's `params`. */
export interface RefusalText {
  readonly code: RefusalCode;
  readonly ar: string;
  readonly fr: string;
  readonly en: string;
}

export type Catalogue = Readonly<Record<string, RefusalText>>;

/** What has a name in each language is given in all of them. */
type RefusalParams = Readonly<Record<string, string | number | Readonly<Record<Language, string>>>>;

/** A rule said no. A value, not an exception: rules return it, and who carries them out decides what follows. */
export interface Refusal {
  readonly refused: string;
  readonly field?: string;
  readonly params?: RefusalParams;
}

/** What a rule decides: a refusal, or what happened and the thing's whole state after it. */
export type Decision<State, Event extends string = string> =
  | Refusal
  | { readonly event: Event; readonly state: State };

export function isRefusal(decided: object): decided is Refusal {
  return 'refused' in decided;
}

/** Gives the function with which a room refuses; only rules that its catalogue words can be named. */
export function refusing<Words extends Catalogue>(_catalogue: Words) {
  return (rule: keyof Words & string, field?: string, params?: RefusalParams): Refusal => ({
    refused: rule,
    ...(field === undefined ? {} : { field }),
    ...(params === undefined ? {} : { params }),
  });
}

/** Carries a refusal out of a transaction (which rolls back) up to the one formatter that words it. */
export class RefusalError extends Error {
  readonly refusal: Refusal;

  constructor(refusal: Refusal, options?: ErrorOptions) {
    super(refusal.refused, options);
    this.name = 'RefusalError';
    this.refusal = refusal;
  }
}
