/** How many writes of a round were confirmed, for those who wait for that. */
export interface Progress {
  begin(): void;
  /** One more. */
  confirm(): void;
  confirmed(): number;
  /** Resolves when so many were confirmed, or when the round's writing is over. */
  reached(count: number): Promise<void>;
  end(): void;
}

export function progressOf(): Progress {
  let confirmed = 0;
  let over = false;
  let waiting: { count: number; go: () => void }[] = [];
  const letGo = () => {
    for (const { count, go } of waiting) if (over || confirmed >= count) go();
    waiting = waiting.filter(({ count }) => !over && confirmed < count);
  };
  return {
    begin() {
      confirmed = 0;
      over = false;
    },
    confirm() {
      confirmed += 1;
      letGo();
    },
    confirmed: () => confirmed,
    reached: (count) =>
      new Promise((go) => {
        waiting.push({ count, go });
        letGo();
      }),
    end() {
      over = true;
      letGo();
    },
  };
}
