// What the browser promises about one text: it finds what the server takes out, by the cases that both share, and nothing else.
import { entropyToMnemonic } from '@scure/bip39';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { findSecrets, KINDS } from './index';

const root = join(import.meta.dirname, '../../../..');
const read = (path: string) => readFileSync(join(root, path), 'utf8');
const corpus = 'tests/corpus/secret_guard/';

interface Case {
  name: string;
  text: string;
  removed: string[];
}
const cases = JSON.parse(read(corpus + 'cases.json')) as Case[];

/** Only the address that a key owns tells it from a transaction id; that takes curves and hashes which the browser does not bring. */
const SERVER_ONLY = [
  'hex beside the address that it owns',
  'hex beside the address that it owns, in small letters, no label',
];

const kindsOf = async (text: string) => (await findSecrets(text)).map(({ kind }) => kind);
const foundIn = async (text: string) => (await findSecrets(text)).map(({ start, end }) => text.slice(start, end));

test('the kinds are the server’s, in its order', () => {
  const [, names] = /ENUM\(SecretKind, ([\w\s,]+)\)/.exec(read('src/safety/secret_guard.hpp'))!;
  expect(names!.split(/,\s*/)).toEqual(KINDS);
});

describe('the shared cases', () => {
  const shared = cases.filter(({ name }) => !SERVER_ONLY.includes(name));

  test('there are many', () => {
    expect(shared.length).toBeGreaterThan(250);
    expect(cases.length - shared.length).toBe(SERVER_ONLY.length);
  });

  test.each(shared)('$name', async ({ text, removed }) => {
    expect(await kindsOf(text)).toEqual(removed);
    expect(await kindsOf(`Hello 👋 thanks for reading:\n\n${text}\n\n能尽快处理吗？谢谢！`)).toEqual(removed);
  });

  test.each(cases.filter(({ name }) => SERVER_ONLY.includes(name)))('$name: no false alarm', async ({ text }) => {
    expect(await kindsOf(text)).toEqual([]);
  });
});

describe('recovery phrases as people write them', () => {
  const spellings: Record<string, (words: string[]) => string> = {
    'numbered in a line': (words) => words.map((word, i) => `${i + 1}. ${word}`).join(' '),
    'numbered on lines': (words) => words.map((word, i) => `${i + 1}、${word}`).join('\n'),
    'three on a line': (words) => words.map((word, i) => word + (i % 3 === 2 ? '\n' : ' ')).join('').trim(),
    commas: (words) => words.join(', '),
    'full-width commas': (words) => words.join('，'),
    'ideographic spaces': (words) => words.join('\u3000'),
    capitals: (words) => words.join(' ').toUpperCase(),
    decomposed: (words) => words.join(' ').normalize('NFD'),
  };
  const entropies = ['7f'.repeat(16), '80'.repeat(20), 'ff'.repeat(24), '9e885d952ad362caeb4efe34a8e91bd2', '68a79eaca2324873eacc50cb9c6eca8cc68ea5d936f98787c60c7ebc74e6ce7c'];
  const languages = ['english', 'french', 'italian', 'spanish', 'portuguese', 'czech', 'japanese', 'korean', 'simplified-chinese', 'traditional-chinese'];

  describe.each(languages)('%s', (language) => {
    const phrases = async () => {
      const { wordlist } = (await import(`../../../node_modules/@scure/bip39/wordlists/${language}.js`)) as { wordlist: string[] };
      return entropies.map((entropy) => entropyToMnemonic(Buffer.from(entropy, 'hex'), wordlist).split(/[ \u3000]/));
    };

    test.each(Object.keys(spellings))('%s', async (spelling) => {
      for (const words of await phrases()) {
        const spelled = spellings[spelling]!(words);
        const text = `🙏 these are mine: ${spelled}。`;
        expect(await kindsOf(text)).toEqual(['recovery_phrase']);
        const [found] = await foundIn(text);
        expect(spelled.endsWith(found!)).toBe(true);
        expect(spelled.length - found!.length).toBeLessThanOrEqual(3); // the number before the first word
      }
    });

    test('one word mistyped', async () => {
      const words = (await phrases()).at(-1)!;
      const mistyped = words.map((word, i) => (i === 13 ? (word.length > 1 ? word.slice(0, -1) : '〇') : word));
      expect(await foundIn(mistyped.join(' '))).toEqual([mistyped.join(' ')]);
    });
  });
});

test('places are those of the original text, not of the plain one', async () => {
  const text = '👛\u200b密码：\u3000Ｓｅｃｒｅｔ１２３， ﬁne';
  expect(await foundIn(text)).toEqual(['Ｓｅｃｒｅｔ１２３']);
  expect(await foundIn('e\u0301e\u0301 G-\uff11\uff12\uff13456\u200b!')).toEqual(['G-\uff11\uff12\uff13456']);
});

test('the more harmful kind names what two findings share', async () => {
  const key = 'KxoV6SbF659m32QQ74Vjkw5NVqVNVq6bctGNMAHak2g3rZanq6sj';
  expect(await findSecrets('password: ' + key)).toEqual([{ kind: 'private_key', start: 10, end: 62 }]);
});

describe('ordinary support talk', () => {
  const samples: Record<string, string> = {
    amount: '12345.678901',
    date: '2026-01-31',
    time: '18:02:33',
    phone: '+86 13800138000',
    ip: '203.0.113.77',
    mail: 'someone482@example.com',
    ref: 'OM-7KQ2-M4XW',
    uuid: '0192a5b4-83f1-7c3e-a1d4-5f6e7a8b9c0d',
    hash: '853793d552635f533aa982b92b35b00e63a1c14e526154563a8dd2a8c9d1c8f3',
    '0xhash': '0x5c504ed432cb51138bcf09aa5e8a410dd4a1e204ef84bfed1be16dfba1b22060',
    evm: '0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed',
    tron: 'TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t',
    xrp: 'rHb9CJAWyB4rj91VRWn96DkukG4bwdtyTh',
    stellar: 'GA7QYNF7SOWQ3GLR2BGMZEHXAVIRZA4KVWLTJJFC7MGXUA74P7UJVSGZ',
    solana: '9WzDXwBbmkg8ZTbNMqUxvQRAyrZzDsGYdLVL9zYtAWWM',
    signature: '5VERv8NMvzbJMEkV8xnrLkEaWRtSz9CosKDYjCJjBRnbJLgp8uirBgmQpjKhoR4tjF3ZpRzrFmBV6UjKdiSZkQUW',
  };
  const fill = (text: string) =>
    text.replace(/\{([\w#]+)\}/g, (_, name: string) => (name.startsWith('#') ? '20260131180233001827'.slice(-Number(name.slice(1))) : samples[name]!));

  test.each(['en', 'zh'])('%s', async (language) => {
    for (const message of read(`${corpus}ordinary_${language}.txt`).split('\n\n').map(fill)) {
      expect(message).not.toContain('undefined');
      expect(await foundIn(message)).toEqual([]);
    }
  });
});

describe('sixteen kilobytes of anything', () => {
  const hostile = [
    ...['abandon ', 'abandon abandon the ', '的', '助记词是', '种子词的', 'seed phrase is ', 'あいこくしん ', '가격 ', 'abaisser '],
    ...['password: ', 'password is a1 ', '密码', 'my private key is ', 'key asas ', 'code 123456 ', '123456 code ', '验证码 123456 '],
    ...['0', '1 ', '12 ', '4111 ', '4111 1111 1111 1111 ', 'a1', '5K', 'f00d ', 'ab\n', 'K'.repeat(52) + ' ', 'ab'.repeat(32) + ' '],
    ...['[', '[1,', '{', '}', '{"kdf":', 'kdf"      ', '-----BEGIN PRIVATE KEY-----', '-----BEGIN ', 'xprv1', 'nsec1q'],
    ...['\u0301', '\u1161', 'Ａ', '\ud800', '\u200b', '\n', '=', '[removed:password] '],
  ];

  test.each(hostile)('%j', async (part) => {
    const text = part.repeat(16_384 / part.length);
    let last = 0;
    for (const { start, end } of await findSecrets(text)) {
      expect(start).toBeGreaterThanOrEqual(last);
      expect(end).toBeGreaterThan(start);
      last = end;
    }
    expect(last).toBeLessThanOrEqual(text.length);
  });

  test('a secret behind much that is harmless is still found', async () => {
    const log = 'tx 0x5c504ed432cb51138bcf09aa5e8a410dd4a1e204ef84bfed1be16dfba1b22060 at 18:02:33\n'.repeat(180);
    expect(await kindsOf(log + 'legal winner thank year wave sausage worth useful legal winner thank yellow\n密码：hello2024')).toEqual([
      'recovery_phrase',
      'password',
    ]);
  });
});
