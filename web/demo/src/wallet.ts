// The made-up people of the demo and what is in their wallets.
import type { Language } from '@ombud/shared/api';

export type User = 'li-wei' | 'emma';

export interface Activity {
  kind: 'deposit' | 'withdrawal' | 'sign_in';
  amount?: string;
  state: 'confirming' | 'in_review' | 'completed' | 'new_device';
  hoursAgo: number;
}

export interface Wallet {
  currency: string;
  total: number;
  assets: { code: string; name: Record<Language, string>; amount: string; worth: number }[];
  activity: Activity[];
}

const names = {
  BTC: { en: 'Bitcoin', 'zh-CN': '比特币' },
  ETH: { en: 'Ether', 'zh-CN': '以太币' },
  USDT: { en: 'Tether', 'zh-CN': '泰达币' },
};

export const WALLETS: Record<User, Wallet> = {
  'li-wei': {
    currency: 'USD',
    total: 18_426.1,
    assets: [
      { code: 'BTC', name: names.BTC, amount: '0.125', worth: 12_150 },
      { code: 'ETH', name: names.ETH, amount: '1.204', worth: 4_076.1 },
      { code: 'USDT', name: names.USDT, amount: '2,200.00', worth: 2_200 },
    ],
    activity: [
      { kind: 'withdrawal', amount: '1,200 USDT', state: 'in_review', hoursAgo: 5 },
      { kind: 'deposit', amount: '0.025 BTC', state: 'confirming', hoursAgo: 1 },
      { kind: 'sign_in', state: 'new_device', hoursAgo: 27 },
      { kind: 'deposit', amount: '800 USDT', state: 'completed', hoursAgo: 96 },
    ],
  },
  emma: {
    currency: 'EUR',
    total: 5_318.44,
    assets: [
      { code: 'ETH', name: names.ETH, amount: '1.45', worth: 4_538.5 },
      { code: 'BTC', name: names.BTC, amount: '0.00712', worth: 639.94 },
      { code: 'USDT', name: names.USDT, amount: '152.18', worth: 140 },
    ],
    activity: [
      { kind: 'deposit', amount: '0.35 ETH', state: 'confirming', hoursAgo: 2 },
      { kind: 'sign_in', state: 'new_device', hoursAgo: 30 },
      { kind: 'withdrawal', amount: '0.2 ETH', state: 'completed', hoursAgo: 140 },
    ],
  },
};
