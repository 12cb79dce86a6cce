import type { Log } from '@awrach/messaging';

const none = () => undefined;

/** For commands, whose errors are thrown and told: nothing of what the Kafka client says while it tries. */
export const quietLog: Log = { debug: none, info: none, warn: none, error: none };
