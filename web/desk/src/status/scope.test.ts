import { expect, test } from 'vitest';
import { asLines, fromLines, onlyMoney, scopesOf } from './scope';

test('networks are lines of two words', () => {
  expect(fromLines('USDT TRC20\n\n  BTC   Bitcoin \nUSDT · ERC20\nBNB, BNB Smart Chain')).toEqual({
    networks: [{ asset: 'USDT', network: 'TRC20' }, { asset: 'BTC', network: 'Bitcoin' }, { asset: 'USDT', network: 'ERC20' }, { asset: 'BNB', network: 'BNB Smart Chain' }],
    wrong: [],
  });
});

test('what is no network is told by its line', () => {
  expect(fromLines('USDT\nBTC Bitcoin\nbtc bitcoin').wrong).toEqual([1, 3]);
});

test('a name that the server would not take is told by its line', () => {
  expect(fromLines('BTC Bitcoin\nnot a network line at all').wrong).toEqual([2]);
});

test('lines come back as they were', () => {
  const lines = 'USDT TRC20\nBTC Bitcoin';
  expect(asLines(fromLines(lines).networks)).toBe(lines);
});

test('a single network fits deposits and withdrawals only', () => {
  expect(onlyMoney(['deposits', 'withdrawals'])).toBe(true);
  expect(onlyMoney(['deposits', 'email'])).toBe(false);
  expect(onlyMoney([])).toBe(false);
});

test('a notice can be about an asset or a network as a whole where there are several', () => {
  const networks = [{ asset: 'USDT', network: 'TRC20' }, { asset: 'USDT', network: 'ERC20' }, { asset: 'ETH', network: 'ERC20' }];
  expect(scopesOf(networks).map(({ asset, network }) => [asset, network])).toEqual([
    ['USDT', null], [null, 'ERC20'], ['USDT', 'TRC20'], ['USDT', 'ERC20'], ['ETH', 'ERC20'],
  ]);
});
