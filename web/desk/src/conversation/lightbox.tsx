// A picture over the whole window, with its neighbours an arrow key away.
import { useState } from 'react';
import { Dialog, Modal, ModalOverlay } from 'react-aria-components';
import { ChevronLeft, ChevronRight, Download, X } from 'lucide-react';
import { attachmentPath, type Attachment } from '@ombud/shared/api';
import { Watermark } from '../insiders/watermark';
import { useText } from '../text';
import { IconButton } from '@ombud/ui/button';

interface LightboxProps {
  pictures: readonly Attachment[];
  first: Attachment;
  onClose: () => void;
}

export function Lightbox({ pictures, first, onClose }: LightboxProps) {
  const text = useText();
  const [id, setId] = useState(first.id);
  const place = Math.max(0, pictures.findIndex((each) => each.id === id));
  const picture = pictures[place] ?? first;
  const move = (step: number) => {
    const next = pictures[place + step];
    if (next) setId(next.id);
  };
  return (
    <ModalOverlay className="overlay" data-dark isOpen isDismissable onOpenChange={(open) => !open && onClose()}>
      <Modal className="lightbox">
        <Dialog className="dialog" aria-label={picture.name}>
          <div
            className="lightbox-frame"
            onKeyDown={(event) => {
              if (event.key === 'ArrowLeft') move(-1);
              if (event.key === 'ArrowRight') move(1);
            }}
          >
            <header>
              <bdi>{picture.name}</bdi>
              <span className="lightbox-place">
                {pictures.length > 1 && text('file.place', { place: place + 1, count: pictures.length })}
              </span>
              <a className="icon-button" href={attachmentPath(picture.id)} download={picture.name} aria-label={text('file.download')}>
                <Download size={18} />
              </a>
              <IconButton label={text('act.close')} onPress={onClose}>
                <X size={20} />
              </IconButton>
            </header>
            <div className="lightbox-picture">
              <img key={picture.id} src={attachmentPath(picture.id)} alt={picture.name} />
              <Watermark />
            </div>
            {pictures.length > 1 && (
              <footer>
                <IconButton label={text('file.previous')} isDisabled={place === 0} onPress={() => move(-1)}>
                  <ChevronLeft size={20} />
                </IconButton>
                <IconButton label={text('file.next')} isDisabled={place === pictures.length - 1} onPress={() => move(1)}>
                  <ChevronRight size={20} />
                </IconButton>
              </footer>
            )}
          </div>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
