// Impostors that people told us of: what was seen where, what it imitates, and deciding whether it is one.
import { useState } from 'react';
import { decideReport, type ImpostorReport } from '@ombud/shared/official';
import { Button } from '@ombud/ui/button';
import { useLanguage } from '@ombud/ui/settings';
import { dateAndTime, exactTime } from '@ombud/ui/time';
import { toast } from '@ombud/ui/toast';
import { useDesk } from '../desk';
import { inboxPath } from '../route';
import { problemText, useText } from '../text';

export function Reports({ reports, set }: { reports: readonly ImpostorReport[]; set: (reports: ImpostorReport[]) => void }) {
  const text = useText();
  if (reports.length === 0) return <p className="empty">{text('official.none_reports')}</p>;
  const ordered = reports.toSorted((a, b) => Number(b.state === 'waiting') - Number(a.state === 'waiting') || b.at.localeCompare(a.at));
  return (
    <ul className="changes-list">
      {ordered.map((report) => (
        <li key={report.id}>
          <Report report={report} decided={(one) => set(reports.map((each) => (each.id === one.id ? one : each)))} />
        </li>
      ))}
    </ul>
  );
}

function Report({ report, decided }: { report: ImpostorReport; decided: (report: ImpostorReport) => void }) {
  const text = useText();
  const language = useLanguage();
  const { http } = useDesk();
  const [busy, setBusy] = useState(false);
  const decide = async (state: 'confirmed' | 'dismissed') => {
    setBusy(true);
    try {
      decided(await decideReport(http, report.id, state));
      toast(text(`official.report_${state}`));
    } catch (error) {
      toast(problemText(text, error), 'danger');
    } finally {
      setBusy(false);
    }
  };
  return (
    <article className="change" data-open={report.state === 'waiting' || undefined}>
      <h2>
        <code dir="ltr">{report.what}</code>
        <span className="chip" data-tone={report.state === 'confirmed' ? 'danger' : report.state === 'waiting' ? 'wait' : undefined}>
          {text(`official.report.${report.state}`)}
        </span>
      </h2>
      <p>
        {text(`official.verdict.${report.verdict}`)}
        {report.imitates && (
          <>
            {text('row.colon')}
            <code dir="ltr">{report.imitates}</code>
          </>
        )}
      </p>
      {report.where && <p dir="auto">{text('official.where', { where: report.where })}</p>}
      {report.text && (
        <blockquote dir="auto" lang={report.language ?? undefined}>
          {report.text}
        </blockquote>
      )}
      <small className="quiet">
        <time dateTime={report.at} title={exactTime(language, report.at)}>
          {text('official.reported_at', { time: dateAndTime(language, report.at) })}
        </time>
        {report.decided_at && report.decided_by && ` · ${text('official.decided_by', { name: report.decided_by, time: dateAndTime(language, report.decided_at) })}`}
      </small>
      <div className="acts">
        {report.conversation && (
          <a className="button" data-kind="plain" href={inboxPath('all', report.conversation)}>
            <span className="label">{text('official.to_conversation')}</span>
          </a>
        )}
        {report.state === 'waiting' && (
          <>
            <Button kind="quiet" isPending={busy} onPress={() => void decide('dismissed')}>
              {text('official.dismiss')}
            </Button>
            <Button isPending={busy} onPress={() => void decide('confirmed')}>
              {text('official.confirm')}
            </Button>
          </>
        )}
      </div>
    </article>
  );
}
