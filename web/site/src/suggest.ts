// Search as you type: a combobox by the book (ARIA practices, "list autocomplete with manual selection"). Without a network it is silent.
const PAUSE = 80;
const LIMIT = 6;

interface Piece { text: string; marked: boolean }
interface Hit { slug: string; title: Piece[]; snippet: Piece[]; language: string }

function shown(pieces: Piece[], tag: 'span' | 'small'): HTMLElement {
  const line = document.createElement(tag);
  line.dir = 'auto';
  for (const { text, marked } of pieces) {
    if (!marked) line.append(text);
    else line.appendChild(document.createElement('mark')).textContent = text;
  }
  return line;
}

class Suggestions {
  private readonly list = document.createElement('ul');
  private readonly id: string;
  private hits: Hit[] = [];
  private active = -1;
  private asking: AbortController | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly input: HTMLInputElement) {
    this.id = input.id + '-suggestions';
    this.list.id = this.id;
    this.list.className = 'suggestions';
    this.list.hidden = true;
    this.list.setAttribute('role', 'listbox');
    this.list.setAttribute('aria-label', input.dataset['suggestions'] ?? '');
    input.after(this.list);
    for (const [name, value] of [['role', 'combobox'], ['aria-autocomplete', 'list'], ['aria-expanded', 'false'], ['aria-controls', this.id]] as const) input.setAttribute(name, value);
    input.addEventListener('input', () => this.typed());
    input.addEventListener('keydown', (event) => this.pressed(event));
    input.addEventListener('focus', () => this.show(this.hits.length > 0 && input.value.trim() !== ''));
    input.addEventListener('blur', () => this.show(false));
    // The field keeps the focus: a press on the list must not take it.
    this.list.addEventListener('mousedown', (event) => event.preventDefault());
    this.list.addEventListener('click', ({ target }) => this.choose([...this.list.children].findIndex((item) => item.contains(target as Node))));
  }

  private typed(): void {
    clearTimeout(this.timer);
    this.asking?.abort();
    if (this.input.value.trim() === '') this.draw([]);
    else this.timer = setTimeout(() => void this.ask(), PAUSE);
  }

  private async ask(): Promise<void> {
    this.asking = new AbortController();
    const { signal } = this.asking;
    const query = new URLSearchParams({ q: this.input.value.trim(), language: document.documentElement.lang, limit: String(LIMIT) });
    try {
      const answer = await fetch('/api/v1/help/search?' + query.toString(), { signal });
      if (!answer.ok) return;
      const { hits } = (await answer.json()) as { hits: Hit[] };
      if (!signal.aborted) this.draw(hits);
    } catch {
      // Overtaken by the next letter, or no network: Enter still leads to the results.
    }
  }

  private draw(hits: Hit[]): void {
    this.hits = hits;
    this.list.replaceChildren(
      ...hits.map((hit, i) => {
        const item = document.createElement('li');
        item.id = `${this.id}-${i}`;
        item.lang = hit.language;
        item.setAttribute('role', 'option');
        item.setAttribute('aria-selected', 'false');
        item.append(shown(hit.title, 'span'), shown(hit.snippet, 'small'));
        return item;
      }),
    );
    this.move(-1);
    this.show(hits.length > 0 && document.activeElement === this.input);
  }

  private show(open: boolean): void {
    this.list.hidden = !open;
    this.input.setAttribute('aria-expanded', String(open));
    if (!open) this.move(-1);
  }

  private move(to: number): void {
    this.list.children[this.active]?.setAttribute('aria-selected', 'false');
    this.active = to;
    const item = this.list.children[to];
    item?.setAttribute('aria-selected', 'true');
    item?.scrollIntoView({ block: 'nearest' });
    if (item) this.input.setAttribute('aria-activedescendant', item.id);
    else this.input.removeAttribute('aria-activedescendant');
  }

  private pressed(event: KeyboardEvent): void {
    if (event.isComposing) return; // pinyin is being typed: these keys belong to it
    const open = !this.list.hidden;
    const count = this.hits.length;
    if ((event.key === 'ArrowDown' || event.key === 'ArrowUp') && count > 0) {
      event.preventDefault();
      if (!open) this.show(true);
      const places = count + 1; // one of them is the field itself
      this.move(((this.active + 1 + (event.key === 'ArrowDown' ? 1 : places - 1)) % places) - 1);
    } else if (event.key === 'Enter' && open && this.active >= 0) {
      event.preventDefault();
      this.choose(this.active);
    } else if (event.key === 'Escape' && open) {
      event.preventDefault();
      this.show(false);
    } else if (event.key === 'Tab') {
      this.show(false);
    }
  }

  private choose(i: number): void {
    const hit = this.hits[i];
    if (!hit) return;
    const query = new URLSearchParams({ q: this.input.value.trim() });
    location.assign(`/${hit.language}/articles/${hit.slug}?${query.toString()}`);
  }
}

export function suggestArticles(): void {
  for (const input of document.querySelectorAll<HTMLInputElement>('input[data-search]')) new Suggestions(input);
}
