// Administration: macros, each a name and what is done at once.
import { useCallback, useState } from 'react';
import { Plus } from 'lucide-react';
import { Problem } from '@ombud/shared/api';
import { addMacro, changeMacro, listMacros, removeMacro, type Macro, type MacroWords } from '@ombud/shared/replies';
import { Form, useAct, useErrorAt } from '@ombud/ui/act';
import { Button } from '@ombud/ui/button';
import { Field } from '@ombud/ui/field';
import { toast } from '@ombud/ui/toast';
import { useDesk } from '../desk';
import { useLoaded } from '../loaded';
import { useText } from '../text';
import { Sure } from '../ui/sure';
import { Waiting } from '../ui/waiting';
import { useActNames } from './act-names';
import { actText } from './act-words';
import { ActsEditor } from './acts-editor';
import { keptOf } from './store';

export default function Macros() {
  const text = useText();
  const desk = useDesk();
  const names = useActNames();
  const load = useCallback(() => listMacros(desk.http), [desk.http]);
  const loaded = useLoaded(load);
  const [editing, setEditing] = useState<Macro | 'new' | null>(null);
  const [removing, setRemoving] = useState<Macro | null>(null);
  const changed = () => {
    loaded.again();
    void keptOf(desk).look(true);
  };
  if (editing !== null) {
    return (
      <section className="page macros" aria-labelledby="edit-title">
        <MacroForm
          macro={editing === 'new' ? null : editing}
          onClose={() => setEditing(null)}
          onSaved={() => {
            toast(text('macros.saved'));
            setEditing(null);
            changed();
          }}
        />
      </section>
    );
  }
  return (
    <section className="page macros" aria-labelledby="macros-title">
      <header>
        <div>
          <h1 id="macros-title">{text('admin.macros')}</h1>
          <p>{text('macros.about')}</p>
        </div>
        <Button kind="primary" onPress={() => setEditing('new')}>
          <Plus size={16} aria-hidden="true" />
          {text('macros.add')}
        </Button>
      </header>
      <Waiting of={loaded} />
      {loaded.value?.macros.length === 0 && <p className="empty">{text('macros.none')}</p>}
      <ul className="macro-list">
        {loaded.value?.macros.map((macro) => (
          <li key={macro.id}>
            <div>
              <strong>
                <bdi>{macro.name}</bdi>
              </strong>
              <ul className="macro-acts">
                {macro.acts.map((each) => (
                  <li key={each.act}>
                    <bdi>{actText(text, each, names)}</bdi>
                  </li>
                ))}
              </ul>
              <small className="quiet">{text('replies.used', { count: macro.used })}</small>
            </div>
            <div className="acts">
              <Button aria-label={text('replies.edit_named', { title: macro.name })} onPress={() => setEditing(macro)}>
                {text('act.edit')}
              </Button>
              <Button kind="quiet" aria-label={text('replies.remove_named', { title: macro.name })} onPress={() => setRemoving(macro)}>
                {text('replies.remove')}
              </Button>
            </div>
          </li>
        ))}
      </ul>
      {removing && (
        <Sure
          title={text('macros.remove_title', { name: removing.name })}
          label={text('replies.remove')}
          onClose={() => setRemoving(null)}
          run={async () => {
            await removeMacro(desk.http, removing.id);
            toast(text('macros.removed'));
            changed();
          }}
        >
          <p>{text('macros.remove_why')}</p>
        </Sure>
      )}
    </section>
  );
}

function MacroForm({ macro, onClose, onSaved }: { macro: Macro | null; onClose: () => void; onSaved: () => void }) {
  const text = useText();
  const { http } = useDesk();
  const names = useActNames();
  const act = useAct();
  const at = useErrorAt(act);
  const [words, setWords] = useState<MacroWords>({ name: macro?.name ?? '', acts: macro?.acts ?? [] });
  const change = (part: Partial<MacroWords>) => {
    setWords((now) => ({ ...now, ...part }));
    act.forget();
  };
  const submit = async () => {
    await (macro ? changeMacro(http, macro.id, words) : addMacro(http, words));
    onSaved();
  };
  const field = act.error instanceof Problem ? act.error.field : null;
  return (
    <>
      <h1 id="edit-title">{text(macro ? 'macros.edit_title' : 'macros.add')}</h1>
      <Form act={act} submit={submit} label={text('macros.save')} fields={['name']} more={<Button onPress={onClose}>{text('act.cancel')}</Button>}>
        <Field label={text('macros.name')} isRequired autoFocus={!macro} value={words.name} onChange={(name) => change({ name })} error={field === 'name' ? at('name') : null} input={{ maxLength: 80, dir: 'auto' }} />
        <ActsEditor value={words.acts} onChange={(acts) => change({ acts })} names={names} person wrong={field} />
        <p className="quiet">{text('macros.order_help')}</p>
      </Form>
    </>
  );
}
