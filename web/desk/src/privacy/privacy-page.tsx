// Administration: how long what is kept of customers is kept, on whom a hold stands, and what was exported and erased.
import { useCallback, useEffect, useState } from 'react';
import {
  changeRetention, liftHold, readPrivacy, type Hold, type RetentionClass,
} from '@ombud/shared/privacy';
import { Form, useAct, useErrorAt } from '@ombud/ui/act';
import { Button } from '@ombud/ui/button';
import { Dialog } from '@ombud/ui/dialog';
import { useLanguage } from '@ombud/ui/settings';
import { dateAndTime, exactTime } from '@ombud/ui/time';
import { toast } from '@ombud/ui/toast';
import { useDesk } from '../desk';
import { NumberField } from '../insiders/number-field';
import { wholeNumber } from '../insiders/watching';
import { useLoaded } from '../loaded';
import { inboxPath } from '../route';
import { isKey, useText, type Text } from '../text';
import { Sure } from '../ui/sure';
import { Waiting } from '../ui/waiting';
import { isUnderWay, Job } from './job';

const LOOKED_EVERY = 3_000;

/** Classes that came after us go by their own name. */
const className = (text: Text, name: string): string => {
  const key = 'privacy.class.' + name;
  return isKey(key) ? text(key, {}) : name;
};

export default function Privacy() {
  const text = useText();
  const language = useLanguage();
  const { http } = useDesk();
  const loaded = useLoaded(useCallback(() => readPrivacy(http), [http]));
  const [editing, setEditing] = useState<RetentionClass | null>(null);
  const [lifting, setLifting] = useState<Hold | null>(null);
  const value = loaded.value;
  const busy = value?.jobs.some(isUnderWay) ?? false;
  const { again } = loaded;
  useEffect(() => {
    if (!busy) return;
    const timer = setInterval(again, LOOKED_EVERY);
    return () => clearInterval(timer);
  }, [busy, again]);
  return (
    <section className="page privacy" aria-labelledby="privacy-title">
      <header>
        <div>
          <h1 id="privacy-title">{text('admin.privacy')}</h1>
          <p>{text('privacy.about')}</p>
        </div>
      </header>
      <Waiting of={loaded} rows={6} />
      {value && (
        <>
          <section aria-labelledby="privacy-classes">
            <h2 id="privacy-classes">{text('privacy.classes')}</h2>
            <p className="quiet">{text('privacy.classes_about')}</p>
            <ul className="privacy-list">
              {value.classes.map((each) => (
                <li key={each.name}>
                  <div>
                    <p>
                      <strong>{className(text, each.name)}</strong> · {text('privacy.days', { count: each.days })}
                    </p>
                    {each.wanted !== null && <p>{text('privacy.wanted', { count: each.wanted })}</p>}
                    <p className="quiet">
                      {each.looked_at
                        ? text(each.cleared === 0 ? 'privacy.last_none' : 'privacy.last', { at: dateAndTime(language, each.looked_at), count: each.cleared })
                        : text('privacy.never')}
                      {each.next_at && <> {text('privacy.next', { at: dateAndTime(language, each.next_at) })}</>}
                    </p>
                  </div>
                  <Button aria-label={text('privacy.change_named', { name: className(text, each.name) })} onPress={() => setEditing(each)}>
                    {text('act.edit')}
                  </Button>
                </li>
              ))}
            </ul>
            <p className="quiet">{text('privacy.audit_stays')}</p>
          </section>
          <section aria-labelledby="privacy-holds">
            <h2 id="privacy-holds">{text('privacy.holds')}</h2>
            <p className="quiet">{text('privacy.holds_about')}</p>
            {value.holds.length === 0 && <p className="empty">{text('privacy.no_holds')}</p>}
            <ul className="privacy-list">
              {value.holds.map((hold) => (
                <li key={hold.id}>
                  <div>
                    <p>
                      <a href={inboxPath('all', hold.conversation_id)} className="code">
                        {hold.reference}
                      </a>
                      {' · '}
                      {hold.until ? text('privacy.hold_until', { at: dateAndTime(language, hold.until) }) : text('privacy.hold_open')}
                    </p>
                    <p dir="auto">{hold.reason}</p>
                    <p className="quiet">
                      {text('privacy.placed', { name: hold.placed_by.name })} <time dateTime={hold.placed_at} title={exactTime(language, hold.placed_at)}>{dateAndTime(language, hold.placed_at)}</time>
                    </p>
                  </div>
                  <Button aria-label={text('privacy.lift_named', { reference: hold.reference })} onPress={() => setLifting(hold)}>
                    {text('privacy.lift')}
                  </Button>
                </li>
              ))}
            </ul>
          </section>
          <section aria-labelledby="privacy-jobs">
            <h2 id="privacy-jobs">{text('privacy.jobs')}</h2>
            <p className="quiet">{text('privacy.jobs_about')}</p>
            {value.jobs.length === 0 && <p className="empty">{text('privacy.no_jobs')}</p>}
            <ul className="privacy-list">
              {value.jobs.map((job) => (
                <li key={job.id}>
                  <Job job={job} withReference onChanged={loaded.again} />
                </li>
              ))}
            </ul>
          </section>
        </>
      )}
      {editing && <ClassWindow of={editing} onClose={() => setEditing(null)} onSaved={loaded.again} />}
      {lifting && (
        <Sure
          title={text('privacy.lift_title', { reference: lifting.reference })}
          label={text('privacy.lift')}
          onClose={() => setLifting(null)}
          run={async () => {
            await liftHold(http, lifting.id);
            toast(text('privacy.lifted'));
            loaded.again();
          }}
        >
          <p>{text('privacy.lift_why')}</p>
        </Sure>
      )}
    </section>
  );
}

function ClassWindow({ of, onClose, onSaved }: { of: RetentionClass; onClose: () => void; onSaved: () => void }) {
  const text = useText();
  const { http } = useDesk();
  const act = useAct();
  const at = useErrorAt(act);
  const [typed, setTyped] = useState(String(of.days));
  const [tried, setTried] = useState(false);
  const days = wholeNumber(typed, of.least, of.most);
  const submit = async () => {
    setTried(true);
    if (days === null) return;
    const now = await changeRetention(http, of.name, days);
    toast(text(now.wanted === null ? 'privacy.changed' : 'privacy.shorter_asked'));
    onSaved();
    onClose();
  };
  return (
    <Dialog title={text('privacy.change_named', { name: className(text, of.name) })} onClose={onClose}>
      <Form
        act={act}
        submit={submit}
        label={text('privacy.save')}
        kind={days !== null && days < of.days ? 'danger' : 'primary'}
        fields={['days']}
        more={<Button onPress={onClose}>{text('act.cancel')}</Button>}
      >
        <p>{text('privacy.change_why')}</p>
        <NumberField
          label={text('privacy.days_label')}
          value={typed}
          onChange={(value) => {
            setTyped(value);
            act.forget();
          }}
          error={(tried && days === null ? text('privacy.days_range', { least: of.least, most: of.most }) : null) ?? at('days')}
          autoFocus
        />
      </Form>
    </Dialog>
  );
}
