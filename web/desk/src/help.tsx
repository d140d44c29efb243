// The keyboard shortcuts, all on one card.
import { setSettings, settings } from './settings';
import { useSelected } from '@ombud/ui/store';
import { useText, type Key } from './text';
import { Button } from '@ombud/ui/button';
import { Dialog } from '@ombud/ui/dialog';

const SHORTCUTS: readonly { title: Key; keys: readonly [string, Key][] }[] = [
  { title: 'help.list', keys: [['j', 'help.next'], ['k', 'help.previous'], ['Enter', 'help.open'], ['x', 'help.select'], ['Shift x', 'help.select_range'], ['/', 'help.filter'], ['Esc', 'help.back']] },
  { title: 'help.conversation', keys: [['r', 'act.reply'], ['n', 'act.note'], ['a', 'act.take'], ['h', 'act.hand_over'], ['e', 'help.resolve'], ['m', 'macros.choose'], ['f', 'act.follow'], ['l', 'act.tie'], ['s', 'act.split'], ['u', 'help.undo']] },
  { title: 'help.handle', keys: [['t', 'handling.act.tags'], ['p', 'handling.act.priority'], ['z', 'handling.act.snooze'], ['q', 'handling.act.queue'], ['c', 'handling.act.topic']] },
  { title: 'help.writing', keys: [['/', 'composer.replies'], [';', 'replies.by_shortcut'], ['@', 'mentions.help'], ['Enter', 'help.send'], ['Shift Enter', 'help.new_line'], ['Esc', 'help.leave'], ['Ctrl S', 'help.save']] },
  { title: 'help.everywhere', keys: [['Ctrl K', 'help.palette'], ['b', 'notices.title'], ['/', 'help.search'], ['?', 'help.title']] },
];

export default function Help({ onClose }: { onClose: () => void }) {
  const text = useText();
  const on = useSelected(settings, (all) => all.keys);
  return (
    <Dialog title={text('help.title')} size="wide" onClose={onClose}>
      {!on && (
        <p className="notice">
          {text('help.keys_off')} <Button onPress={() => setSettings({ keys: true })}>{text('help.keys_on')}</Button>
        </p>
      )}
      <div className="shortcuts">
        {SHORTCUTS.map(({ title, keys }) => (
          <section key={title}>
            <h3>{text(title)}</h3>
            <dl>
              {keys.map(([key, label]) => (
                <div key={key}>
                  <dt>
                    {key.split(' ').map((each) => (
                      <kbd key={each}>{each}</kbd>
                    ))}
                  </dt>
                  <dd>{text(label)}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}
