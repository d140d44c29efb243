// The frame of the pages before the inside: one card, one thing to do, language below.
import { useEffect, type ReactNode } from 'react';
import { LANGUAGES } from '@ombud/shared/i18n';
import { chooseLook, useLanguage } from './settings';
import { useSharedText } from './text';
import { Brand } from './brand';

export function Entrance({ title, children }: { title: string; children: ReactNode }) {
  const text = useSharedText();
  const language = useLanguage();
  useEffect(() => {
    document.title = title + ' · ' + text('brand');
  }, [title, text]);
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
