// What one person chose for their account pages on this computer.
import { DEFAULT_LOOK, keepSettings } from '@ombud/ui/settings';

export const { settings, setSettings } = keepSettings('ombud.me.settings', DEFAULT_LOOK);
