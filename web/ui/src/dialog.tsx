// A window over the page: title, content, closed by Escape, by its button or by the ground behind it.
import type { ReactNode } from 'react';
import { Dialog as AriaDialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { X } from 'lucide-react';
import { useSharedText } from './text';
import { IconButton } from './button';

interface DialogProps {
  title: string;
  size?: 'small' | 'wide';
  role?: 'dialog' | 'alertdialog';
  /** Absent where only an act in it ends it. */
  onClose?: () => void;
  children: ReactNode;
}

export function Dialog({ title, size = 'small', role = 'dialog', onClose, children }: DialogProps) {
  const text = useSharedText();
  return (
    <ModalOverlay className="overlay" isOpen isDismissable={role === 'dialog'} isKeyboardDismissDisabled={!onClose} onOpenChange={(open) => !open && onClose?.()}>
      <Modal className="modal" data-size={size}>
        <AriaDialog className="dialog" role={role}>
          <header>
            <Heading slot="title">{title}</Heading>
            {onClose && (
              <IconButton label={text('act.close')} onPress={onClose}>
                <X size={18} />
              </IconButton>
            )}
          </header>
          {children}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}
