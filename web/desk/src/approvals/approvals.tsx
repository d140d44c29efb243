// Acts that two people must agree to: what will happen, to whom, until when, what is known, who has said what.
import { useEffect, useState } from 'react';
import { ShieldAlert } from 'lucide-react';
import { Problem } from '@ombud/shared/api';
import { decideApproval, LONGEST_REASON, VOTES_NEEDED, type Approval } from '@ombud/shared/staff';
import { Form, useAct } from '@ombud/ui/act';
import { Button } from '@ombud/ui/button';
import { Dialog } from '@ombud/ui/dialog';
import { useLanguage } from '@ombud/ui/settings';
import { useStore } from '@ombud/ui/store';
import { dateAndTime, duration, exactTime, useTicking } from '@ombud/ui/time';
import { toast } from '@ombud/ui/toast';
import { useDesk } from '../desk';
import { isKey, useText, type Text } from '../text';
import { Waiting } from '../ui/waiting';
import { ChannelWords } from '../official/channel';
import { factsOf, inOrder, officialChange, reasonFits, standing, wordsAt, type Fact } from './decide';

/** What we have words for; the rest by its own name. */
const named = (text: Text, prefix: string, code: string): string => (isKey(prefix + code) ? text((prefix + code) as Parameters<Text>[0]) : code);
const hasWords = (act: string): act is 'account.unfreeze' | 'account.recover' | 'official.change' | 'customer.erasure' | 'retention.shorter' => isKey(`approvals.what.${act}`);

const WHAT: Partial<Record<string, 'approvals.conversation' | 'approvals.kept'>> = { 'customer.erasure': 'approvals.conversation', 'retention.shorter': 'approvals.kept' };

/** What it will be done to: an account's masked address, or the channel that comes or goes. */
function WhatItIs({ approval }: { approval: Approval }) {
  const text = useText();
  const change = officialChange(approval);
  const kept = wordsAt(approval.facts, 'class');
  if (kept) return named(text, 'privacy.class.', kept);
  if (!change) return <bdi>{wordsAt(approval.facts, 'address') ?? wordsAt(approval.facts, 'reference') ?? approval.subject}</bdi>;
  return (
    <>
      {text(change.ends ? 'official.ends' : 'official.adds', { kind: text(`official.kind_one.${change.channel.kind}`) })}
      <ChannelWords channel={change.channel} />
    </>
  );
}

export default function Approvals() {
  const text = useText();
  const desk = useDesk();
  const approvals = useStore(desk.approvals);
  const [error, setError] = useState<unknown>(null);
  const [asked, setAsked] = useState(0);
  const [deciding, setDeciding] = useState<{ approval: Approval; agrees: boolean } | null>(null);
  useEffect(() => {
    let here = true;
    desk.loadApprovals().then(
      () => here && setError(null),
      (problem: unknown) => here && setError(problem),
    );
    return () => {
      here = false;
    };
  }, [desk, asked]);
  // Open or over, to the minute: drawn anew then.
  const now = Number(useTicking((moment) => String(Math.floor(moment / 60_000) * 60_000)));

  return (
    <section className="page approvals" aria-labelledby="approvals-title">
      <header>
        <div>
          <h1 id="approvals-title">{text('approvals.title')}</h1>
          <p>{text('approvals.about')}</p>
        </div>
      </header>
      <Waiting of={{ value: approvals, error, busy: false, again: () => setAsked(asked + 1) }} />
      {approvals?.length === 0 && <p className="empty">{text('approvals.empty')}</p>}
      {approvals && approvals.length > 0 && (
        <ul className="approval-list">
          {inOrder(approvals, desk.me.id, now).map((approval) => (
            <li key={approval.id}>
              <Card approval={approval} now={now} decide={(agrees) => setDeciding({ approval, agrees })} />
            </li>
          ))}
        </ul>
      )}
      {deciding && <Decide {...deciding} now={now} onClose={() => setDeciding(null)} />}
    </section>
  );
}

function Card({ approval, now, decide }: { approval: Approval; now: number; decide: (agrees: boolean) => void }) {
  const text = useText();
  const language = useLanguage();
  const desk = useDesk();
  const { agreed, missing, mine, open, mayDecide } = standing(approval, desk.me.id, now);
  const change = officialChange(approval);
  const statement = wordsAt(approval.facts, 'statement');
  const left = useTicking((moment) => duration(text, Date.parse(approval.expires_at) - moment));
  return (
    <article className="approval" data-open={open || undefined} aria-labelledby={approval.id}>
      <h2 id={approval.id}>
        <ShieldAlert size={18} aria-hidden="true" />
        <span>{hasWords(approval.act) ? text(`approvals.what.${approval.act}`) : <code>{approval.act}</code>}</span>
      </h2>
      {hasWords(approval.act) && <p>{text(change?.ends ? 'official.end_effect' : `approvals.will.${approval.act}`)}</p>}
      <dl className="facts-list">
        <div data-strong>
          <dt>{text(change ? 'approvals.channel' : (WHAT[approval.act] ?? 'approvals.whom'))}</dt>
          <dd>
            <WhatItIs approval={approval} />
          </dd>
        </div>
        {factsOf(change ? { proposed_by: approval.facts.by } : approval.facts).map((fact) => (
          <div key={fact.key} data-worth={(fact.kind === 'yes or no' && fact.worth) || undefined}>
            <dt>{named(text, 'approvals.fact.', fact.key)}</dt>
            <dd>
              <FactValue fact={fact} />
            </dd>
          </div>
        ))}
        <div>
          <dt>{text(open ? 'approvals.until' : 'approvals.ended')}</dt>
          <dd>
            <time dateTime={approval.expires_at} title={exactTime(language, approval.expires_at)}>
              {open
                ? text('approvals.until_both', { exact: dateAndTime(language, approval.expires_at), left })
                : dateAndTime(language, approval.decided_at ?? approval.expires_at)}
            </time>
          </dd>
        </div>
      </dl>
      {statement && (
        <figure>
          <figcaption>{text('approvals.statement')}</figcaption>
          <blockquote dir="auto">{statement}</blockquote>
        </figure>
      )}
      <p className="standing">
        {open
          ? text('approvals.missing', { needed: VOTES_NEEDED, agreed, count: missing })
          : text(change && approval.state === 'approved' ? 'approvals.channel_done' : `approvals.state.${approval.state === 'waiting' ? 'expired' : approval.state}`)}
      </p>
      {approval.votes.length > 0 && (
        <ul className="votes">
          {approval.votes.map((vote) => (
            <li key={vote.by} data-agrees={vote.agrees}>
              <strong>{text(vote.agrees ? 'approvals.agreed_by' : 'approvals.refused_by', { name: vote.name })}</strong>
              <span dir="auto">{vote.reason}</span>
              <time dateTime={vote.at}>{dateAndTime(language, vote.at)}</time>
            </li>
          ))}
        </ul>
      )}
      {open && mine && <p className="aside">{text('approvals.said')}</p>}
      {mayDecide && (
        <footer>
          <Button onPress={() => decide(false)}>{text('approvals.refuse')}</Button>
          <Button kind="danger" onPress={() => decide(true)}>
            {text('approvals.agree')}
          </Button>
        </footer>
      )}
    </article>
  );
}

function FactValue({ fact }: { fact: Fact }) {
  const text = useText();
  const language = useLanguage();
  switch (fact.kind) {
    case 'time':
      return <time dateTime={fact.at}>{exactTime(language, fact.at)}</time>;
    case 'span':
      return duration(text, fact.seconds * 1000);
    case 'yes or no':
      return text(fact.yes ? 'approvals.yes' : 'approvals.no');
    case 'list':
      return fact.items.map((item) => named(text, 'approvals.proof.', item)).join(text('list.and'));
    case 'words':
      return <bdi>{fact.key === 'basis' ? named(text, 'privacy.basis.', fact.words) : fact.words}</bdi>;
  }
}

function Decide({ approval, agrees, now, onClose }: { approval: Approval; agrees: boolean; now: number; onClose: () => void }) {
  const text = useText();
  const desk = useDesk();
  const act = useAct();
  const [reason, setReason] = useState('');
  const { missing } = standing(approval, desk.me.id, now);
  const submit = async () => {
    if (!reasonFits(reason)) throw new Problem('reason.length');
    const decided = await decideApproval(desk.http, approval.id, { agrees, reason: reason.trim() });
    desk.approvals.change((all) => all && all.map((each) => (each.id === decided.id ? decided : each)));
    toast(text(agrees ? 'approvals.done_agreed' : 'approvals.done_refused'));
    onClose();
  };
  return (
    <Dialog role="alertdialog" title={text(agrees ? 'approvals.agree_title' : 'approvals.refuse_title')} onClose={onClose}>
      <p>
        <strong>{hasWords(approval.act) ? text(`approvals.what.${approval.act}`) : approval.act}</strong>
      </p>
      <div>
        <WhatItIs approval={approval} />
      </div>
      <p className="notice" data-tone={agrees ? 'danger' : undefined}>
        {text(!agrees ? (officialChange(approval) ? 'approvals.refuse_channel' : 'approvals.refuse_effect') : missing <= 1 ? 'approvals.agree_last' : 'approvals.agree_first')}
      </p>
      <Form
        act={act}
        submit={submit}
        label={text(agrees ? 'approvals.agree_act' : 'approvals.refuse_act')}
        kind={agrees ? 'danger' : 'primary'}
        more={<Button onPress={onClose}>{text('act.cancel')}</Button>}
      >
        <label className="reason">
          <span>{text('approvals.reason')}</span>
          <textarea rows={3} maxLength={LONGEST_REASON} required autoFocus value={reason} onChange={(event) => setReason(event.target.value)} />
          <small>{text('approvals.reason_help')}</small>
        </label>
      </Form>
    </Dialog>
  );
}
