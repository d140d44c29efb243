// How we call the person, in which language and colours, and signing out.
import { useState } from 'react';
import { changeProfile, type Profile } from '@ombud/shared/account';
import type { Language } from '@ombud/shared/api';
import { LANGUAGES } from '@ombud/shared/i18n';
import { Button } from '@ombud/ui/button';
import { Field } from '@ombud/ui/field';
import { useLanguage, useTheme, type Theme } from '@ombud/ui/settings';
import { toast } from '@ombud/ui/toast';
import { Form, Trouble, useAct, useErrorAt } from '@ombud/ui/act';
import { When } from '../door/pieces';
import { inside, know, signOut } from '../session';
import { setSettings } from '../settings';
import { Section } from './pieces';
import { useText } from './text';

const THEMES: readonly Theme[] = ['system', 'light', 'dark'];

export function ProfilePage({ profile }: { profile: Profile }) {
  const text = useText();
  const act = useAct();
  const speaking = useAct();
  const leaving = useAct();
  const at = useErrorAt(act);
  const language = useLanguage();
  const theme = useTheme();
  const [name, setName] = useState(profile.name ?? '');
  const save = async () => {
    know(await changeProfile(inside, { name: name.trim() }));
    toast(text('profile.saved'));
  };
  // The choice is this computer's at once, and the letters' as soon as the server knows it.
  const speak = (chosen: Language) => {
    setSettings({ language: chosen });
    void speaking.run(async () => know(await changeProfile(inside, { language: chosen })));
  };
  return (
    <>
      <header className="page-head">
        <h1>{text('page.profile')}</h1>
        <p>
          <bdi className="long">{profile.email}</bdi> · {text('profile.since')} <When at={profile.created_at} />
        </p>
      </header>
      <Section id="name" title={text('profile.name')} about={text('profile.name_about')}>
        <Form act={act} submit={save} label={text('act.save')} fields={['name']}>
          <Field label={text('field.your_name')} autoComplete="name" value={name} onChange={setName} error={at('name')} input={{ dir: 'auto' }} />
        </Form>
      </Section>
      <Section id="language" title={text('menu.language')} about={text('profile.language_about')}>
        <div className="choices" role="group" aria-labelledby="language">
          {LANGUAGES.map((each) => (
            <button key={each} type="button" lang={each} aria-pressed={each === language} onClick={() => speak(each)}>
              {each === 'en' ? 'English' : '简体中文'}
            </button>
          ))}
        </div>
        <Trouble act={speaking} />
      </Section>
      <Section id="theme" title={text('profile.theme')}>
        <div className="choices" role="group" aria-labelledby="theme">
          {THEMES.map((each) => (
            <button key={each} type="button" aria-pressed={each === theme} onClick={() => setSettings({ theme: each })}>
              {text(`profile.theme_${each}`)}
            </button>
          ))}
        </div>
      </Section>
      <Section id="leave" title={text('profile.sign_out')} about={text('profile.sign_out_about')} acts={<Button isPending={leaving.busy} onPress={() => void leaving.run(signOut)}>{text('profile.sign_out')}</Button>}>
        <Trouble act={leaving} />
      </Section>
    </>
  );
}
