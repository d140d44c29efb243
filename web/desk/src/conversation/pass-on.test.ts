import { expect, test } from 'vitest';
import { answerOf, joined } from './pass-on';

const link = (more: object) => ({ to: null, article: null, flow: null, label: '', ...more });

test('an explanation goes to the customer with the pages that it names, in their language', () => {
  const links = [link({ article: 'account-locked', label: '账户为什么会锁定' }), link({ to: '/me/forgotten', label: '重设密码' }), link({ flow: 'stolen' })];
  expect(answerOf({ for_customer: '锁定到 14:05。', links }, 'zh-CN', 'https://help.example')).toBe(
    '锁定到 14:05。\n\n账户为什么会锁定\nhttps://help.example/zh-CN/articles/account-locked\n\n重设密码\nhttps://help.example/me/forgotten\n\nhttps://help.example/zh-CN/answers/stolen',
  );
});

test('a question has nothing to pass on', () => {
  expect(answerOf({ for_customer: null, links: [link({ to: '/me/' })] }, 'en', '')).toBeNull();
  expect(answerOf(null, 'en', '')).toBeNull();
});

test('what is written already stays in front', () => {
  expect(joined(' \n', 'Answer')).toBe('Answer');
  expect(joined('Hello Li,\n', 'Answer')).toBe('Hello Li,\n\nAnswer');
});
