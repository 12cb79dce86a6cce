import pino, { type Logger } from 'pino';
import { currentRequest } from './request.ts';

export type { Logger };

/** JSON lines on stdout. Every line written while a request is answered carries its `requestId`. */
export function openLog(service: string, level: string): Logger {
  return pino({
    level,
    base: { service },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    mixin: () => {
      const requestId = currentRequest()?.requestId;
      return requestId === undefined ? {} : { requestId };
    },
  });
}
