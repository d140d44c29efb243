// Seconds that a person has to wait, counted down.
import { useEffect, useState } from 'react';

/** Seconds that remain, and a way to start anew. */
export function useCountdown(): [number, (seconds: number) => void] {
  const [left, setLeft] = useState(0);
  const running = left > 0;
  useEffect(() => {
    if (!running) return;
    const timer = setInterval(() => setLeft((now) => now - 1), 1000);
    return () => clearInterval(timer);
  }, [running]);
  return [left, setLeft];
}
