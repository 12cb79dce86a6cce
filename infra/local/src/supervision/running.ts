/** Something that was started and ends some time: a server or one of our own processes. */
export interface Running {
  readonly pid: number;
  /** Fulfilled when it has ended, for whatever reason. Never rejected. */
  readonly ended: Promise<{ code: number | null }>;
  /** Stops it in order, by force if that takes too long, and waits for its end. May be called more than once. */
  stop(): Promise<void>;
  /** The last complaint it made, in one line, for whoever asks why it ended. */
  lastError?(): string | undefined;
}
