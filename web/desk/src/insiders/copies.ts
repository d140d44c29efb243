// Tells the desk that something was copied, dragged or printed out of what is confidential: at most one call a second, and none is lost to a bad line.
import { Problem, type Id } from '@ombud/shared/api';
import type { Copied } from '@ombud/shared/insiders';

const EVERY = 1_000;
const AGAIN_AFTER = 5_000;
/** More than that is told as that. */
const MOST_LETTERS = 10_000_000;

interface Told { conversation: Id; what: Copied; letters: number }

export class Copies {
  private readonly waiting: Told[] = [];
  private timer: ReturnType<typeof setTimeout> | undefined;
  private busy = false;
  private nextAt = 0;

  constructor(private readonly send: (conversation: Id, what: Copied, letters: number) => Promise<unknown>) {}

  tell(conversation: Id, what: Copied, letters: number): void {
    if (letters <= 0) return;
    const same = this.waiting.find((each) => each.conversation === conversation && each.what === what);
    if (same) same.letters += letters;
    else this.waiting.push({ conversation, what, letters });
    this.plan(this.nextAt - Date.now());
  }

  stop(): void {
    clearTimeout(this.timer);
    this.waiting.length = 0;
  }

  private plan(wait: number): void {
    if (this.busy || this.timer !== undefined) return;
    if (wait <= 0) return void this.sendNext();
    this.timer = setTimeout(() => {
      this.timer = undefined;
      void this.sendNext();
    }, wait);
  }

  private async sendNext(): Promise<void> {
    const next = this.waiting.shift();
    if (!next) return;
    this.busy = true;
    this.nextAt = Date.now() + EVERY;
    try {
      await this.send(next.conversation, next.what, Math.min(next.letters, MOST_LETTERS));
    } catch (error) {
      if (!(error instanceof Problem) || error.passing) {
        this.waiting.unshift(next);
        this.nextAt = Date.now() + AGAIN_AFTER;
      }
    }
    this.busy = false;
    if (this.waiting.length > 0) this.plan(this.nextAt - Date.now());
  }
}

/** Letters of what is selected within `pane`: what a person reads, blanks at the ends aside. */
export function selectedLetters(selection: Selection | null, pane: Element): number {
  if (!selection || selection.isCollapsed) return 0;
  let letters = 0;
  for (let index = 0; index < selection.rangeCount; index += 1) {
    const range = selection.getRangeAt(index);
    if (range.intersectsNode(pane)) letters += Array.from(range.toString().trim()).length;
  }
  return letters;
}

/** What people type themselves is theirs. */
export const isOwnWriting = (target: EventTarget | null): boolean => target instanceof Element && target.closest('input, textarea, [contenteditable]') !== null;
