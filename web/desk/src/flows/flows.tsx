// The guided answers that are served: each with what it is for, leading to its diagram.
import { useCallback } from 'react';
import { Workflow } from 'lucide-react';
import { listFlows } from '@ombud/shared/diagnosis';
import { useLanguage } from '@ombud/ui/settings';
import { useDesk } from '../desk';
import { useLoaded } from '../loaded';
import { useText } from '../text';
import { Waiting } from '../ui/waiting';

export default function Flows() {
  const text = useText();
  const language = useLanguage();
  const { http } = useDesk();
  const load = useCallback(async () => (await listFlows(http, language)).flows, [http, language]);
  const loaded = useLoaded(load);
  return (
    <section className="page flows" aria-labelledby="flows-title">
      <header>
        <div>
          <h1 id="flows-title">{text('flows.title')}</h1>
          <p>{text('flows.about')}</p>
        </div>
      </header>
      <Waiting of={loaded} />
      {loaded.value?.length === 0 && <p className="empty">{text('flows.empty')}</p>}
      <ul className="flow-list">
        {loaded.value?.map((flow) => (
          <li key={flow.name}>
            <a href={'/desk/flows/' + flow.name}>
              <Workflow size={18} aria-hidden="true" />
              <span>
                <strong>{flow.title}</strong>
                <small>{flow.summary}</small>
              </span>
              <small className="quiet">{text('flows.version', { value: flow.version })}</small>
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}
