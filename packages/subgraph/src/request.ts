import { AsyncLocalStorage } from 'node:async_hooks';
import type { Language } from './refusal/language.ts';

/** What must be at hand wherever a request is being answered, the last error formatter included. */
export interface RequestScope {
  /** Travels from the client's first door through every subgraph into the events and the logs. */
  readonly requestId: string;
  readonly language: Language;
}

const scopes = new AsyncLocalStorage<RequestScope>();

export const enterRequest = (scope: RequestScope, next: () => void): void => scopes.run(scope, next);

/** The request being answered here, or undefined outside of any. */
export const currentRequest = (): RequestScope | undefined => scopes.getStore();
