// The optional ways to notice a message while looking elsewhere: a short sound, a browser notification.

export function chime(): void {
  const audio = new AudioContext();
  const volume = audio.createGain();
  volume.connect(audio.destination);
  volume.gain.setValueAtTime(0.08, audio.currentTime);
  volume.gain.exponentialRampToValueAtTime(0.001, audio.currentTime + 0.5);
  for (const [at, pitch] of [[0, 660], [0.12, 880]] as const) {
    const tone = audio.createOscillator();
    tone.frequency.value = pitch;
    tone.connect(volume);
    tone.start(audio.currentTime + at);
    tone.stop(audio.currentTime + 0.5);
  }
  setTimeout(() => void audio.close(), 700);
}

/** Without the words: others may look at the screen. */
export function notify(title: string, tag: string, clicked: () => void): void {
  try {
    const shown = new Notification(title, { tag });
    shown.onclick = () => {
      focus();
      clicked();
      shown.close();
    };
  } catch {
    // Chrome on Android has the name but allows it only to service workers: the badge must do.
  }
}

export const notificationsAllowed = () => 'Notification' in globalThis && Notification.permission === 'granted';

export async function askForNotifications(): Promise<boolean> {
  return 'Notification' in globalThis && (await Notification.requestPermission()) === 'granted';
}
