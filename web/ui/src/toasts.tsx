// Where toasts are seen and announcements are heard.
import { X } from 'lucide-react';
import { useStore } from './store';
import { useSharedText } from './text';
import { announcement, dismiss, toasts } from './toast';
import { Button, IconButton } from './button';

export function Toasts() {
  const text = useSharedText();
  const shown = useStore(toasts);
  const said = useStore(announcement);
  return (
    <>
      <div className="toasts" role="status">
        {shown.map((toast) => (
          <div key={toast.key} className="toast" data-tone={toast.tone}>
            <span>{toast.text}</span>
            {toast.act && (
              <Button
                kind="quiet"
                onPress={() => {
                  dismiss(toast.key);
                  toast.act?.run();
                }}
              >
                {toast.act.label}
              </Button>
            )}
            <IconButton label={text('act.close')} onPress={() => dismiss(toast.key)}>
              <X size={16} />
            </IconButton>
          </div>
        ))}
      </div>
      <div className="hidden" aria-live="polite">
        {said}
      </div>
    </>
  );
}
