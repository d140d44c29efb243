// The record of what was done: when, who, what, to whom; newest first, one kind at a time when wished.
import { useCallback, useState } from 'react';
import { listAudit, type AuditRecord } from '@ombud/shared/staff';
import { Button } from '@ombud/ui/button';
import { useLanguage } from '@ombud/ui/settings';
import { dateAndTime, exactTime } from '@ombud/ui/time';
import { useDesk } from '../desk';
import { usePages } from '../paging';
import { isKey, useText, type Text } from '../text';
import { Waiting } from '../ui/waiting';
import { ACTS, actWords, detailsOf, HIDDEN, shortId } from './acts';

const PAGE = 50;

export default function Audit() {
  const text = useText();
  const { http } = useDesk();
  const [act, setAct] = useState('');
  const load = useCallback(
    async (before: number | null) => {
      const { records, next } = await listAudit(http, { limit: PAGE, ...(before === null ? {} : { before }), ...(act ? { act } : {}) });
      return { rows: records, next };
    },
    [http, act],
  );
  const { rows, next, error, busy, more } = usePages<AuditRecord, number>(load);

  return (
    <section className="page audit" aria-labelledby="audit-title">
      <header>
        <div>
          <h1 id="audit-title">{text('audit.title')}</h1>
          <p>{text('audit.about')}</p>
        </div>
        <label className="select">
          <span>{text('audit.filter')}</span>
          <select value={act} onChange={(event) => setAct(event.target.value)}>
            <option value="">{text('audit.all')}</option>
            {ACTS.map((each) => (
              <option key={each} value={each}>
                {actWords(text, each)}
              </option>
            ))}
          </select>
        </label>
      </header>
      {rows?.length === 0 && <p className="empty">{text('audit.empty')}</p>}
      {rows && rows.length > 0 && <Records records={rows} />}
      <Waiting of={{ value: rows, error, busy, again: more }} rows={8} />
      {next !== null && error === null && (
        <Button isPending={busy} onPress={more}>
          {text('list.more')}
        </Button>
      )}
    </section>
  );
}

function Records({ records }: { records: readonly AuditRecord[] }) {
  const text = useText();
  const language = useLanguage();
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">{text('audit.when')}</th>
          <th scope="col">{text('audit.who')}</th>
          <th scope="col">{text('audit.what')}</th>
          <th scope="col">{text('audit.details')}</th>
        </tr>
      </thead>
      <tbody>
        {records.map((record) => (
          <tr key={record.seq} data-hidden={record.act === HIDDEN || undefined}>
            <td data-label={text('audit.when')}>
              {record.at !== null && (
                <time dateTime={record.at} title={exactTime(language, record.at)}>
                  {dateAndTime(language, record.at)}
                </time>
              )}
              <small className="seq">{text('audit.number', { value: record.seq })}</small>
            </td>
            <td data-label={text('audit.who')}>
              {record.actor_name ? <bdi>{record.actor_name}</bdi> : record.act !== HIDDEN && isKey('audit.actor.' + record.actor_kind) && text(('audit.actor.' + record.actor_kind) as Parameters<Text>[0])}
            </td>
            <th scope="row" data-label={text('audit.what')}>
              {actWords(text, record.act)}
            </th>
            <td data-label={text('audit.details')}>
              <ul className="details">
                {record.subject && (
                  <li>
                    <code title={record.subject}>{shortId(record.subject)}</code>
                  </li>
                )}
                {detailsOf(text, language, record.details).map(({ name, label, value, code, whole }) => (
                  <li key={name}>
                    <span className="quiet">{label}</span> {code ? <code title={whole}>{value}</code> : value}
                  </li>
                ))}
              </ul>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
