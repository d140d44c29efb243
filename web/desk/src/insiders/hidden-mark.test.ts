import { expect, test } from 'vitest';
import { likelyReaders, MARK_BITS, markOf, placeOf, readMark, shortReader, spaced, STEP, type Measured } from './hidden-mark';

const READER = '018f2f6c-1111-7000-8000-0123a9c6789f';
const NOW = Date.parse('2026-11-29T22:31:00Z');
const ENGLISH = [
  'Hello, I sent 250 USDT from my wallet to your exchange this morning and it has not arrived yet, although the explorer shows it as confirmed.',
  'The network was TRON and the address is the one that I have used for months, so I do not understand what went wrong this time.',
  'Thank you for waiting. I have looked at the deposit and it is there, but it came in below the minimum, which is why nothing was credited.',
  'Is there a way to get it back, or to add more so that both together are enough? I would not want to lose it over a few cents.',
  'There is. Send at least five more from the same wallet within seven days and both are credited together; you need not do anything else.',
  'That is good news, I have just sent ten more. Please tell me as soon as you see it, and thank you for explaining it so patiently.',
];
const CHINESE = ['我今天早上从钱包转了两百五十个泰达币到你们交易所，区块浏览器上显示已经确认，但是账户里一直没有到账，麻烦帮我看一下是怎么回事。', '您好，这笔充值我已经查到了，只是金额低于最低充值额，所以没有自动入账。', '好的，那我再转一些过来，凑够之后麻烦您帮我一起入账，谢谢您这么耐心地解释。'];

/** What a layout makes of the stretches, measured: wide gaps are wider, and each measurement is off by a bit. */
function measure(texts: readonly string[], noise: (count: number) => number, pixels = 14): Measured[] {
  const mark = markOf(READER, NOW);
  let count = 0;
  return texts.flatMap((text, index) => {
    const seq = index + 3;
    const { stretches } = spaced(text, mark, seq);
    const characters = stretches.flatMap(({ text: piece, spacing }) => Array.from(piece, (character) => ({ character, spacing })));
    const out: Measured[] = [];
    characters.forEach(({ character, spacing }, place) => {
      const after = characters[place + 1]?.character ?? '';
      const before = characters[place - 1]?.character ?? '';
      const word = character === ' ' && before.trim() !== '' && after.trim() !== '';
      const letter = /\p{Script=Han}/u.test(character) && /\p{Script=Han}/u.test(after);
      if (!word && !letter) return;
      const wide = word ? spacing === 'words' : spacing === 'letters';
      out.push({ seq, gap: out.length, extra: (wide ? STEP : 0) + noise(count++) / pixels });
    });
    return out;
  });
}
const random = (seed: number) => () => {
  seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
  return seed / 2 ** 31;
};

test('the text itself stays the same', () => {
  for (const text of [...ENGLISH, ...CHINESE, '  two  blanks\nand lines ', '', '👩‍👩‍👧 fine', 'مرحبا بك هنا']) {
    expect(spaced(text, markOf(READER, NOW), 7).stretches.map((each) => each.text).join('')).toBe(text);
  }
});

test('a message in pieces carries the same as the whole', () => {
  const [text] = ENGLISH as [string];
  const mark = markOf(READER, NOW);
  const whole = spaced(text, mark, 4);
  const first = spaced(text.slice(0, 20), mark, 4);
  const second = spaced(text.slice(20), mark, 4, first.gaps);
  expect(first.gaps + second.gaps).toBe(whole.gaps);
  expect([...first.stretches, ...second.stretches].map(({ text: piece }) => piece).join('')).toBe(text);
});

test('only gaps are wider: no letter of a western word is spaced', () => {
  for (const { text, spacing } of spaced(ENGLISH[0]!, markOf(READER, NOW), 1).stretches) {
    if (spacing === 'words') expect(text).toContain(' ');
    expect(spacing).not.toBe('letters');
  }
});

test('a measured screen tells who read it and when, in English and in Chinese', () => {
  for (const texts of [ENGLISH, CHINESE]) {
    const reading = readMark(measure(texts, () => 0));
    expect(reading).toMatchObject({ reader: 'a9c6789f', sure: true, unknown: 0 });
    expect(reading.at.toISOString()).toBe('2026-11-29T22:00:00.000Z');
  }
});

test('a photo that is off by a third of a pixel at each gap still tells it', () => {
  const next = random(7);
  const off = () => (next() - 0.5) * 0.68;
  expect(readMark(measure([...ENGLISH, ...ENGLISH], off))).toMatchObject({ reader: shortReader(READER), sure: true });
});

test('with too little to read it bit by bit, it tells which colleague it was', () => {
  const next = random(11);
  const whole = () => (next() - 0.5) * 1.4;
  const people = Array.from({ length: 300 }, (_, index) => `018f2f6c-0000-7000-8000-${Math.floor(random(index + 1)() * 2 ** 40).toString(16).padStart(12, '0')}`);
  const measured = measure(ENGLISH.slice(0, 3), whole);
  const [best, second] = likelyReaders(measured, [...people, READER]);
  expect(best!.id).toBe(READER);
  expect(best!.fits).toBeGreaterThan(second!.fits + 0.1);
});

test('what was misread is not believed', () => {
  const measured = measure(ENGLISH, () => 0);
  const flipped = measured.map((each) => (placeOf(each.seq, each.gap) === 3 ? { ...each, extra: STEP - each.extra } : each));
  expect(readMark(flipped).sure).toBe(false);
  expect(readMark(measured.slice(0, 10))).toMatchObject({ sure: false, unknown: MARK_BITS - 10 });
});

test('no mark is read where there is none', () => {
  const clean = measure(ENGLISH, () => 0).map((each) => ({ ...each, extra: 0 }));
  expect(readMark(clean).sure).toBe(false);
});

test('two readers, and two hours, have different marks', () => {
  expect(markOf(READER, NOW)).toHaveLength(MARK_BITS);
  expect(markOf(READER, NOW)).not.toEqual(markOf(READER, NOW + 3_600_000));
  expect(markOf(READER, NOW)).not.toEqual(markOf(READER.replace('9f', '9e'), NOW));
});
