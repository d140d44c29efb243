import { expect, test } from 'vitest';
import { deviceName } from './enrol';
import { firstWay } from './prove';

test('proving begins with the strongest way that works here', () => {
  expect(firstWay(['passkey', 'totp', 'recovery_code'], true)).toBe('passkey');
  expect(firstWay(['passkey', 'totp', 'recovery_code'], false)).toBe('totp');
  expect(firstWay(['passkey'], false)).toBe('passkey');
  expect(firstWay([], true)).toBeNull();
});

test('a passkey is called after the system that one sits at', () => {
  expect(deviceName('Mozilla/5.0 (Linux; Android 15) Chrome/140')).toBe('Android');
  expect(deviceName('strange')).toBe('');
});
