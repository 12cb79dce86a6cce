/** Where the launcher tells people what it does. */
export interface Progress {
  /**
   * Does the work and says how long it took; several may go on at the same time. The work may say how far it is,
   * which is shown where there is a live line.
   */
  step<T>(title: string, work: (far: (text: string) => void) => Promise<T>): Promise<T>;
  /** A line of its own. */
  say(text: string): void;
}

/** In a terminal a live last line shows what is going on and for how long; elsewhere there are plain lines only. */
export function progressOn(out: NodeJS.WriteStream): Progress {
  const live = out.isTTY === true && process.env.TERM !== 'dumb';
  const active = new Map<string, { began: number; far: string }>();
  let timer: NodeJS.Timeout | undefined;

  const wipe = () => live && active.size > 0 && out.write('\r\u001b[K');
  const draw = () => {
    if (!live || active.size === 0) return;
    const going = [...active]
      .map(([title, { began, far }]) => `${title} (${far}${seconds(began)})`)
      .join(', ');
    out.write(`\r\u001b[K  … ${going}`.slice(0, Math.max(out.columns ?? 80, 20) + 4));
  };
  const say = (text: string) => {
    wipe();
    out.write(`${text}\n`);
    draw();
  };

  return {
    say,
    async step(title, work) {
      const began = performance.now();
      const state = { began, far: '' };
      active.set(title, state);
      if (live && !timer) timer = setInterval(draw, 100).unref();
      draw();
      const close = (mark: string) => {
        wipe();
        active.delete(title);
        if (active.size === 0) {
          clearInterval(timer);
          timer = undefined;
        }
        say(`  ${mark} ${title} (${seconds(began)})`);
      };
      try {
        const result = await work((text) => {
          state.far = `${text}, `;
        });
        close('✓');
        return result;
      } catch (error) {
        close('✗');
        throw error;
      }
    },
  };
}

function seconds(began: number): string {
  return `${((performance.now() - began) / 1000).toFixed(1)} s`;
}
