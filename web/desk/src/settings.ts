// What one person chose for the desk on this computer: language, colours, how to be called, keys.
import { DEFAULT_LOOK, keepSettings, type Look } from '@ombud/ui/settings';

export interface Settings extends Look {
  notifications: boolean;
  sound: boolean;
  /** Single-letter shortcuts; people who speak to their computer switch them off. */
  keys: boolean;
  /** Whether the facts beside a conversation are shown where there is room. */
  facts: boolean;
}

const DEFAULTS: Settings = { ...DEFAULT_LOOK, notifications: false, sound: false, keys: true, facts: true };

export const { settings, setSettings } = keepSettings('ombud.desk.settings', DEFAULTS);
