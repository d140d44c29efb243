// The pages before the inside: one card, one thing to do, language below; and what stands there until we know who it is.
import { useEffect, type ReactNode } from 'react';
import { LANGUAGES } from '@ombud/shared/i18n';
import { chooseLook, useLanguage } from './settings';
import { useSharedText } from './text';
import { Brand, useBrand } from './brand';
import { Button } from './button';

export function Entrance({ title, children }: { title: string; children: ReactNode }) {
  const text = useSharedText();
  const language = useLanguage();
  const brand = useBrand();
  useEffect(() => {
    document.title = title + ' · ' + brand;
  }, [title, brand]);
  return (
    <div className="entrance">
      <main className="card">
        <Brand />
        <h1>{title}</h1>
        {children}
      </main>
      <nav className="languages" aria-label={text('menu.language')}>
        {LANGUAGES.map((each) => (
          <button
            key={each}
            type="button"
            lang={each}
            aria-current={each === language ? 'true' : undefined}
            onClick={() => chooseLook({ language: each })}
          >
            {each === 'en' ? 'English' : '简体中文'}
          </button>
        ))}
      </nav>
    </div>
  );
}

export function Asking() {
  const text = useSharedText();
  return (
    <main className="asking" aria-busy="true">
      <p>{text('app.opening')}</p>
    </main>
  );
}

/** Tries again by itself as soon as there is a network. */
export function Unreachable({ again }: { again: () => void }) {
  const text = useSharedText();
  useEffect(() => {
    addEventListener('online', again);
    return () => removeEventListener('online', again);
  }, [again]);
  return (
    <Entrance title={text('unreachable.title')}>
      <p>{text('unreachable.text')}</p>
      <Button kind="primary" onPress={again}>
        {text('act.retry')}
      </Button>
    </Entrance>
  );
}
