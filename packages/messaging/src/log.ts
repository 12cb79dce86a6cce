type Write = (fields: object, message: string) => void;

/** Where operators are told. A pino logger fits. */
export interface Log {
  debug: Write;
  info: Write;
  warn: Write;
  error: Write;
}

/** What an error says, for a log line's fields: the message and, where there is one, its code. */
export function described(error: unknown): { error: string; code?: string } {
  if (!(error instanceof Error)) return { error: String(error) };
  const code = 'code' in error && typeof error.code === 'string' ? { code: error.code } : {};
  return { error: error.message || error.name, ...code };
}
