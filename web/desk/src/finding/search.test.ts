// What somebody asks and sees of a search, while pages come, fail and cross.
import { describe, expect, test } from 'vitest';
import { Problem, type Http } from '@ombud/shared/api';
import type { FoundPage, FoundRow } from '@ombud/shared/finding';
import { dayBegins, dayOf, isOfQuestion, Search } from './search';

const row = (id: string) => ({ row: { conversation: { id } }, match: {} }) as unknown as FoundRow;
const page = (ids: string[], next: string | null = null): FoundPage => ({ rows: ids.map(row), next, partial: false });
const shown = (search: Search) => search.state.get().rows.map((each) => each.row.conversation.id);

/** Each call waits until the test answers it. */
function server() {
  const calls: { path: string; answer: (page: FoundPage) => void; refuse: (error: unknown) => void }[] = [];
  const http = {
    call: (_: string, path: string) => new Promise((answer, refuse) => calls.push({ path, answer, refuse })),
  } as unknown as Http;
  return { http, calls };
}

describe('a search', () => {
  test('goes on where its page ended', async () => {
    const { http, calls } = server();
    const search = new Search(http);
    search.typed.set({ q: ' lost coins ', filters: { status: 'open' } });
    const first = search.ask();
    calls[0]!.answer(page(['a', 'b'], 'c1'));
    await first;
    const more = search.more();
    void search.more();  // asked twice, read once
    expect(calls.map(({ path }) => path)).toEqual([
      '/api/v1/conversations/search?q=lost+coins&status=open',
      '/api/v1/conversations/search?q=lost+coins&status=open&cursor=c1',
    ]);
    calls[1]!.answer(page(['c']));
    await more;
    expect(shown(search)).toEqual(['a', 'b', 'c']);
    expect(search.state.get().next).toBeNull();
  });

  test('shows the answer of the last question only', async () => {
    const { http, calls } = server();
    const search = new Search(http);
    search.typed.set({ q: 'old', filters: {} });
    const old = search.ask();
    search.typed.set({ q: 'new', filters: {} });
    const fresh = search.ask();
    calls[1]!.answer(page(['new']));
    await fresh;
    calls[0]!.answer(page(['old']));
    await old;
    expect(shown(search)).toEqual(['new']);
  });

  test('keeps what is there when a page does not come, and asks for it again', async () => {
    const { http, calls } = server();
    const search = new Search(http);
    search.typed.set({ q: 'coins', filters: {} });
    const first = search.ask();
    calls[0]!.answer(page(['a'], 'c1'));
    await first;
    const failing = search.more();
    calls[1]!.refuse(new Problem('network', 0));
    await failing;
    expect(shown(search)).toEqual(['a']);
    expect(search.state.get()).toMatchObject({ busy: false, next: 'c1' });
    void search.more();
    expect(calls[2]!.path).toContain('cursor=c1');
  });

  test('asks nothing when nothing is typed', async () => {
    const { http, calls } = server();
    const search = new Search(http);
    search.typed.set({ q: '  ', filters: {} });
    await search.ask();
    expect(calls).toHaveLength(0);
    expect(search.state.get().question).toBeNull();
  });

  test('knows what its asker can mend', () => {
    expect(isOfQuestion(new Problem('query.too_long', 422, 'q'))).toBe(true);
    expect(isOfQuestion(new Problem('rate.limited', 429))).toBe(false);
  });

  test('takes a day as it is here, to its end', () => {
    expect(dayBegins('', false)).toBeUndefined();
    for (const after of [false, true]) expect(dayOf(dayBegins('2026-03-29', after), after)).toBe('2026-03-29');
    expect(Date.parse(dayBegins('2026-06-02', true)!) - Date.parse(dayBegins('2026-06-02', false)!)).toBe(86_400_000);
  });
});
