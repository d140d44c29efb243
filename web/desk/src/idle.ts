// When somebody has left the desk alone: time since the last input in any of its windows.

export const IDLE_MILLISECONDS = 15 * 60_000;
const KEY = 'ombud.desk.active';
/** Other windows need not know it to the second. */
const TOLD_EVERY = 5_000;
const LOOKED_EVERY = 10_000;
const INPUT = ['pointerdown', 'pointermove', 'keydown', 'wheel', 'touchstart'] as const;

export class Idle {
  private own: number;

  constructor(private readonly storage: Pick<Storage, 'getItem' | 'setItem'>, private readonly now: () => number) {
    this.own = now();
    storage.setItem(KEY, String(this.own));
  }

  touch(): void {
    const now = this.now();
    if (now - this.own < TOLD_EVERY) return;
    // Input after the time is up unlocks nothing.
    if (this.isOver()) return;
    this.own = now;
    this.storage.setItem(KEY, String(now));
  }

  isOver(): boolean {
    const told = Number(this.storage.getItem(KEY)) || 0;
    const now = this.now();
    // A time from the future is a clock that was set back: it keeps nobody in.
    const last = Math.max(this.own, told <= now ? told : 0);
    return now - last >= IDLE_MILLISECONDS;
  }
}

/** Calls `over` once, when nobody has touched the desk for a while; the answer ends the watch. */
export function watchIdle(over: () => void): () => void {
  const idle = new Idle(localStorage, Date.now);
  const look = () => {
    if (!idle.isOver()) return;
    stop();
    over();
  };
  const touch = () => {
    look();
    idle.touch();
  };
  const timer = setInterval(look, LOOKED_EVERY);
  for (const name of INPUT) addEventListener(name, touch, { passive: true });
  // A computer that slept tells nobody how long.
  document.addEventListener('visibilitychange', look);
  const stop = () => {
    clearInterval(timer);
    for (const name of INPUT) removeEventListener(name, touch);
    document.removeEventListener('visibilitychange', look);
  };
  return stop;
}
