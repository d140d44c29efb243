import { describe, expect, test } from 'vitest';
import type { Http } from '@ombud/shared/api';
import type { Notice } from '@ombud/shared/ties';
import { isKey } from '../text';
import { isMeant, Notices } from './store';
import { keyOf } from './words';

const notice = (id: string, conversation_id = 'c', more: Partial<Notice> = {}): Notice => ({
  id, why: 'mentioned', conversation_id, reference: 'OM-4F7K-2M9Q', topic: null, seq: 1, kind: 'note', by: { kind: 'agent', id: 'ana', name: 'Ana' },
  at: '2026-11-25T08:00:00Z', read_at: null, ...more,
});

function desk(pages: Notice[]) {
  const sent: [string, string, unknown][] = [];
  const http = {
    call: (method: string, path: string, body?: unknown) => {
      sent.push([method, path, body]);
      return Promise.resolve(method === 'GET' ? { notices: pages, next: null, unread: pages.length } : { unread: 0 });
    },
  } as unknown as Http;
  return { notices: new Notices(http), sent };
}

describe('notices', () => {
  test('an opened conversation takes its own with it, and asks for nothing where there are none', async () => {
    const { notices, sent } = desk([notice('1', 'c'), notice('2', 'd')]);
    await notices.load();
    expect(notices.unread.get()).toBe(2);
    notices.seen('x');
    expect(sent).toHaveLength(1);
    notices.seen('c');
    await Promise.resolve();
    await Promise.resolve();
    expect(sent.at(-1)).toEqual(['POST', '/api/v1/notices/read', { conversation_id: 'c' }]);
    expect(notices.waiting.get().map(({ id }) => id)).toEqual(['2']);
    notices.seen('c');
    expect(sent).toHaveLength(2);
  });

  test('news tell the number at once and read the rest', async () => {
    const { notices, sent } = desk([notice('1')]);
    notices.told(7);
    expect(notices.unread.get()).toBe(7);
    await new Promise((done) => setTimeout(done));
    expect(notices.waiting.get()).toHaveLength(1);
    expect(sent[0]![1]).toBe('/api/v1/notices?unread=1');
  });

  test('what is meant by a mark', () => {
    expect(isMeant({ ids: ['1'] }, notice('1'))).toBe(true);
    expect(isMeant({ ids: ['1'] }, notice('2'))).toBe(false);
    expect(isMeant({ until: '2026-11-25T08:00:00.000Z' }, notice('1'))).toBe(true);
    expect(isMeant({ until: '2026-11-25T07:59:59Z' }, notice('1'))).toBe(false);
    expect(isMeant({ conversation_id: 'd' }, notice('1'))).toBe(false);
  });

  test.each([
    ['mentioned', 'note', 'agent'], ['assigned', 'assignment', 'agent'], ['assigned', 'assignment', 'system'], ['woken', 'handling', 'system'],
    ['followed', 'message', 'customer'], ['followed', 'message', 'agent'], ['followed', 'note', 'agent'], ['followed', 'note', 'system'], ['followed', 'intake', 'customer'],
    ['followed', 'state', 'agent'], ['followed', 'assignment', 'agent'], ['followed', 'link', 'agent'], ['followed', 'rating', 'customer'],
  ] as const)('%s by %s of %s has words', (why, kind, author) => {
    const key = keyOf(notice('1', 'c', { why, kind: kind as Notice['kind'], by: { kind: author, id: null, name: null } }));
    expect(isKey(key)).toBe(true);
  });
});
