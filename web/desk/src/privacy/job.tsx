// An export or an erasure: how far it has come, and what can be had of it.
import { Download, FileCheck2 } from 'lucide-react';
import { fetchExport, readProof, type PrivacyJob } from '@ombud/shared/privacy';
import { Trouble, useAct } from '@ombud/ui/act';
import { Button } from '@ombud/ui/button';
import { useLanguage } from '@ombud/ui/settings';
import { dateAndTime, exactTime } from '@ombud/ui/time';
import { useDesk } from '../desk';
import { isKey, useText } from '../text';
import { save } from './save';

export const isUnderWay = (job: PrivacyJob): boolean => job.state === 'waiting' || job.state === 'running';

export function Job({ job, withReference = false, onChanged }: { job: PrivacyJob; withReference?: boolean; onChanged: () => void }) {
  const text = useText();
  const language = useLanguage();
  const desk = useDesk();
  const act = useAct();
  const why = job.why === null ? null : 'problem.' + job.why;
  const mayFetch = job.kind === 'export' && job.until !== null && job.asked_by.id === desk.me.id;
  return (
    <div className="privacy-job" data-state={job.state}>
      <p>
        <strong>{text(`privacy.job.${job.kind}`)}</strong>
        {withReference && (
          <>
            {' '}
            <span className="code">{job.reference}</span>
          </>
        )}
        {' · '}
        {job.state === 'running' ? text('privacy.running', { done: job.done, total: job.total }) : text(`privacy.state.${job.state}`)}
      </p>
      {job.state === 'running' && job.total > 0 && (
        <progress max={job.total} value={job.done} aria-label={text(`privacy.job.${job.kind}`)} />
      )}
      <p className="quiet">
        {text('privacy.asked', { name: job.asked_by.name })} <time dateTime={job.asked_at} title={exactTime(language, job.asked_at)}>{dateAndTime(language, job.asked_at)}</time>
        {job.basis && <> · {text(`privacy.basis.${job.basis}`)}</>}
      </p>
      {job.state === 'waiting' && job.kind === 'erasure' && <p className="quiet">{text('privacy.waits_for_two')}</p>}
      {why !== null && !(job.state === 'done') && <p className="quiet">{isKey(why) ? text(why, {}) : job.why}</p>}
      {job.fetched_at && <p className="quiet">{text('privacy.fetched', { at: dateAndTime(language, job.fetched_at) })}</p>}
      {job.until && <p className="quiet">{text('privacy.fetch_until', { at: dateAndTime(language, job.until) })}</p>}
      <Trouble act={act} />
      {mayFetch && (
        <Button
          isPending={act.busy}
          onPress={() =>
            void act.run(async () => {
              save(await fetchExport(desk.http, job.id), `export-${job.reference}.json`);
              onChanged();
            })
          }
        >
          <Download size={16} aria-hidden="true" />
          <span className="label">{text('privacy.fetch')}</span>
        </Button>
      )}
      {job.statement_sha256 && (
        <Button
          isPending={act.busy}
          onPress={() =>
            void act.run(async () => {
              const proof = await readProof(desk.http, job.id);
              save(new Blob([proof.statement], { type: 'application/json' }), `erasure-${proof.sha256.slice(0, 12)}.json`);
            })
          }
        >
          <FileCheck2 size={16} aria-hidden="true" />
          <span className="label">{text('privacy.proof')}</span>
        </Button>
      )}
    </div>
  );
}
