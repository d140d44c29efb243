// Files in an entry: pictures to look at, others to download, and what the virus scanner thinks of them.
import { useEffect, useState } from 'react';
import { Download, FileText, ShieldAlert } from 'lucide-react';
import { attachmentPath, type Attachment } from '@ombud/shared/api';
import { useLanguage } from '@ombud/ui/settings';
import { useText } from '../text';

const LONGEST_SIDE = 240;
const SCAN_EVERY = 3_000;
const SCAN_TRIES = 40;

interface AttachmentsProps {
  attachments: readonly Attachment[];
  onPicture: (picture: Attachment) => void;
}

export function Attachments({ attachments, onPicture }: AttachmentsProps) {
  if (attachments.length === 0) return null;
  return (
    <div className="attachments">
      {attachments.map((attachment) =>
        attachment.scan === 'infected' ? (
          <Infected key={attachment.id} attachment={attachment} />
        ) : attachment.thumbnail ? (
          <Picture key={attachment.id} picture={attachment} onOpen={() => onPicture(attachment)} />
        ) : (
          <OtherFile key={attachment.id} file={attachment} />
        ),
      )}
    </div>
  );
}

function Infected({ attachment }: { attachment: Attachment }) {
  const text = useText();
  return (
    <p className="file" data-tone="danger">
      <ShieldAlert size={18} aria-hidden="true" />
      <span>
        <bdi>{attachment.name}</bdi>
        <small>{text('file.infected')}</small>
      </span>
    </p>
  );
}

/** A picture that is still being scanned is refused for now: ask again until it comes. */
function Picture({ picture, onOpen }: { picture: Attachment; onOpen: () => void }) {
  const text = useText();
  const [tries, setTries] = useState(0);
  const [state, setState] = useState<'loading' | 'shown' | 'refused'>('loading');
  useEffect(() => {
    if (state !== 'refused' || tries >= SCAN_TRIES) return;
    const timer = setTimeout(() => {
      setState('loading');
      setTries(tries + 1);
    }, SCAN_EVERY);
    return () => clearTimeout(timer);
  }, [state, tries]);

  const { width, height } = shownSize(picture);
  return (
    <button type="button" className="picture" onClick={onOpen} disabled={state !== 'shown'} aria-label={text('file.open', { name: picture.name })}>
      {state === 'refused' ? (
        <span className="picture-wait">{text(picture.scan === 'pending' ? 'file.scanning' : 'file.unavailable')}</span>
      ) : (
        <img
          key={tries}
          src={attachmentPath(picture.id, true) + (tries ? '?try=' + tries : '')}
          width={width}
          height={height}
          alt={picture.name}
          onLoad={() => setState('shown')}
          onError={() => setState('refused')}
        />
      )}
    </button>
  );
}

function shownSize({ width, height }: Attachment): { width: number; height: number } {
  const [w, h] = [width ?? LONGEST_SIDE, height ?? LONGEST_SIDE];
  const scale = Math.min(1, LONGEST_SIDE / w, LONGEST_SIDE / h);
  return { width: Math.max(1, Math.round(w * scale)), height: Math.max(1, Math.round(h * scale)) };
}

function OtherFile({ file }: { file: Attachment }) {
  const language = useLanguage();
  return (
    <a className="file" href={attachmentPath(file.id)} download={file.name}>
      <FileText size={18} aria-hidden="true" />
      <span>
        <bdi>{file.name}</bdi>
        <small>{fileSize(language, file.bytes)}</small>
      </span>
      <Download size={16} aria-hidden="true" />
    </a>
  );
}

export function fileSize(language: string, bytes: number): string {
  const megabytes = bytes >= 1024 * 1024;
  return new Intl.NumberFormat(language, {
    style: 'unit',
    unit: megabytes ? 'megabyte' : 'kilobyte',
    maximumFractionDigits: megabytes ? 1 : 0,
  }).format(megabytes ? bytes / 1024 / 1024 : Math.max(1, bytes / 1024));
}
