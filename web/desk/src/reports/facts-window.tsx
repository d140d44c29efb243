// The conversations behind a figure: enough to choose one, nothing of who its customer is or what was said.
import { useCallback, useEffect, useState } from 'react';
import { listFacts, type Fact, type FactKind, type Filters, type Span } from '@ombud/shared/reports';
import { TOPICS } from '@ombud/shared/api';
import { Button } from '@ombud/ui/button';
import { Dialog } from '@ombud/ui/dialog';
import { useLanguage } from '@ombud/ui/settings';
import { dateAndTime, exactTime } from '@ombud/ui/time';
import { useDesk } from '../desk';
import { inboxPath } from '../route';
import { useText } from '../text';
import { LanguageTag, StatusChip } from '../ui/chips';
import { Waiting } from '../ui/waiting';
import { figureText } from './figures';

export interface Behind { title: string; span: Span; filters: Filters; figure: FactKind; score?: number }

const VALUE_OF: Partial<Record<FactKind, 'span' | 'score'>> = { first_answer: 'span', answer: 'span', resolved: 'span', rated: 'score' };

export function FactsWindow({ of, onClose }: { of: Behind; onClose: () => void }) {
  const text = useText();
  const language = useLanguage();
  const { http } = useDesk();
  const [rows, setRows] = useState<readonly Fact[] | null>(null);
  const [next, setNext] = useState<string | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const load = useCallback(
    async (cursor?: string) => {
      setBusy(true);
      try {
        const page = await listFacts(http, of.span, of.filters, of.figure, of.score, cursor);
        setRows((now) => [...(cursor ? (now ?? []) : []), ...page.rows]);
        setNext(page.next);
        setError(null);
      } catch (problem) {
        setError(problem);
      } finally {
        setBusy(false);
      }
    },
    [http, of],
  );
  useEffect(() => {
    // eslint-disable-next-line react-hooks/set-state-in-effect -- it is busy from the first moment
    void load();
  }, [load]);
  const shape = VALUE_OF[of.figure];
  return (
    <Dialog title={of.title} size="wide" onClose={onClose}>
      <p className="quiet">{text('figures.behind')}</p>
      {rows?.length === 0 && <p className="empty">{text('figures.nothing')}</p>}
      {rows && rows.length > 0 && (
        <div className="wide-table">
          <table className="figures-table facts-table">
            <thead>
              <tr>
                <th scope="col">{text('figures.conversation')}</th>
                <th scope="col">{text('figures.when')}</th>
                <th scope="col">{text('figures.by.topic')}</th>
                <th scope="col">{text('figures.by.channel')}</th>
                {shape && <th scope="col">{text(shape === 'span' ? 'figures.took' : 'figures.rating')}</th>}
                <th scope="col">{text('figures.by.agent')}</th>
                <th scope="col">{text('figures.state')}</th>
              </tr>
            </thead>
            <tbody>
              {rows.map((fact) => (
                <tr key={fact.conversation_id + String(fact.seq)}>
                  <th scope="row">
                    <a href={inboxPath('all', fact.conversation_id)} onClick={onClose}>
                      <code>{fact.reference}</code>
                    </a>
                  </th>
                  <td>
                    <time dateTime={fact.at} title={exactTime(language, fact.at)}>
                      {dateAndTime(language, fact.at)}
                    </time>
                  </td>
                  <td>{TOPICS.some((topic) => topic === fact.topic) ? text(`topic.${fact.topic as (typeof TOPICS)[number]}`) : '–'}</td>
                  <td>
                    {text(`conditions.channel.${fact.channel}`)} <LanguageTag language={fact.language} />
                  </td>
                  {shape && <td>{figureText(text, shape, fact.value)}</td>}
                  <td>
                    <bdi>{fact.agent_name ?? '–'}</bdi>
                  </td>
                  <td>
                    <StatusChip status={fact.status} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      <Waiting of={{ value: rows, error, busy, again: () => void load(next ?? undefined) }} />
      {next && error === null && (
        <Button isPending={busy} onPress={() => void load(next)}>
          {text('figures.more')}
        </Button>
      )}
    </Dialog>
  );
}
