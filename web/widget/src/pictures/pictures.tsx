// Files in the conversation: choosing, keeping, uploading, showing. Loaded when the first one appears.
import { Component } from 'preact';
import { attachmentPath, Problem, type Attachment, type Http, type Language } from '@ombud/shared/api';
import { ICON, IconButton } from '../bits';
import type { PendingFile } from '../chat/outbox';
import type { Text } from '../chat/texts';
import { size } from '../chat/when';

export { get, put, remove } from './vault';
export { upload } from './upload';

const LARGEST = 10 * 1024 * 1024;
const TYPES = /^(image\/(png|jpeg|webp|gif)|application\/pdf|text\/plain|message\/rfc822)$/;
const CHECK_AGAIN = 3_000;
/** How long to wait after the first failure that may pass; twice as long after each further one, until the last. */
const TRY_AGAIN = 1_000;
const TRIES = 7;
/** Longest side of a picture on the screen; the file itself can be saved whole. */
const LONGEST_SIDE = 2560;

/** Why a file cannot be sent, as a message key; null when it can. */
export function refusal(file: File): 'file_type' | 'file_size' | 'file_empty' | null {
  if (!TYPES.test(file.type) && !/\.eml$/i.test(file.name)) return 'file_type';
  if (!file.size) return 'file_empty';
  return file.size > LARGEST ? 'file_size' : null;
}

interface PaintingProps {
  load: () => Promise<Blob>;
  label: string;
  /** Natural size when it is known, so that nothing jumps when the picture arrives. */
  width: number | null;
  height: number | null;
  failed: string;
  checking?: string;
}

/** Painted on a canvas: an <img> of a blob would need the host page's Content-Security-Policy to allow it. */
class Painting extends Component<PaintingProps, { trouble: string | null }> {
  override state = { trouble: null as string | null };
  private canvas: HTMLCanvasElement | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private failures = 0;
  private gone = false;

  override componentDidMount(): void {
    this.paint();
  }

  override componentWillUnmount(): void {
    this.gone = true;
    clearTimeout(this.timer);
    removeEventListener('online', this.paint);
  }

  private readonly paint = (): void => {
    clearTimeout(this.timer);
    removeEventListener('online', this.paint);
    void this.draw();
  };

  private async draw(): Promise<void> {
    const { load, failed, checking } = this.props;
    try {
      const picture = await createImageBitmap(await load());
      const { canvas } = this;
      if (!canvas || this.gone) return picture.close();
      const scale = Math.min(1, LONGEST_SIDE / Math.max(picture.width, picture.height));
      canvas.width = picture.width * scale;
      canvas.height = picture.height * scale;
      canvas.getContext('2d')?.drawImage(picture, 0, 0, canvas.width, canvas.height);
      picture.close();
      canvas.dataset.painted = '';
      if (this.state.trouble) this.setState({ trouble: null });
    } catch (error) {
      if (this.gone) return;
      const problem = error instanceof Problem ? error : null;
      const scanning = problem?.code === 'attachment.scanning';
      this.setState({ trouble: scanning ? (checking ?? failed) : failed });
      if (scanning) this.timer = setTimeout(this.paint, CHECK_AGAIN);
      else if (!problem || problem.passing) {
        addEventListener('online', this.paint);
        if (++this.failures < TRIES) this.timer = setTimeout(this.paint, (problem?.retryAfter ?? 0) * 1000 || TRY_AGAIN * 2 ** (this.failures - 1));
      }
    }
  }

  render({ label, width, height }: PaintingProps) {
    return (
      <>
        <canvas ref={(canvas) => void (this.canvas = canvas)} role="img" aria-label={label} width={width ?? 240} height={height ?? 160} />
        {this.state.trouble && <span class="trouble small">{this.state.trouble}</span>}
      </>
    );
  }
}

const isPicture = (type: string) => type.startsWith('image/');

const fetchBlob = (http: Http, id: string, thumbnail: boolean) =>
  http.send('GET', attachmentPath(id, thumbnail)).then((response) => response.blob());

async function save(http: Http, { id, name }: Attachment): Promise<void> {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(await fetchBlob(http, id, false));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

interface AttachmentProps {
  attachment: Attachment;
  http: Http;
  language: Language;
  t: Text;
}

/** A picture that opens large, or a row that saves the file. */
export class AttachmentView extends Component<AttachmentProps, { large: boolean; failed: boolean }> {
  override state = { large: false, failed: false };

  render({ attachment, http, language, t }: AttachmentProps) {
    const { name, media_type, bytes, width, height, scan } = attachment;
    if (scan === 'infected') return <p class="file danger"><bdi>{name}</bdi> <small>{t('infected')}</small></p>;
    if (!isPicture(media_type)) {
      return (
        <button
          class="file"
          type="button"
          onClick={() => void save(http, attachment).then(() => this.setState({ failed: false }), () => this.setState({ failed: true }))}
        >
          <bdi>{name}</bdi>
          <small>{this.state.failed ? t('not_shown') : scan === 'pending' ? t('checking') : `${t('save')} · ${size(bytes, language)}`}</small>
        </button>
      );
    }
    return (
      <>
        <button class="picture" type="button" onClick={() => this.setState({ large: true })}>
          <Painting
            load={() => fetchBlob(http, attachment.id, attachment.thumbnail)}
            label={t('view_picture', { name })}
            width={width}
            height={height}
            failed={t('not_shown')}
            checking={t('checking')}
          />
        </button>
        {this.state.large && (
          <Lightbox attachment={attachment} http={http} t={t} onClose={() => this.setState({ large: false })} />
        )}
      </>
    );
  }
}

class Lightbox extends Component<{ attachment: Attachment; http: Http; t: Text; onClose: () => void }> {
  private dialog: HTMLDialogElement | null = null;

  override componentDidMount(): void {
    this.dialog?.showModal();
  }

  render({ attachment, http, t, onClose }: Lightbox['props']) {
    return (
      <dialog
        ref={(dialog) => void (this.dialog = dialog)}
        class="lightbox"
        aria-label={attachment.name}
        onClose={onClose}
        onKeyDown={(event) => event.stopPropagation()}
        onClick={(event) => {
          if (event.target === event.currentTarget) this.dialog?.close();
        }}
      >
        <div class="lightbox-bar">
          <bdi>{attachment.name}</bdi>
          <button class="quiet" type="button" onClick={() => void save(http, attachment)}>{t('save')}</button>
          <IconButton label={t('close')} path={ICON.close} onClick={() => this.dialog?.close()} />
        </div>
        <Painting
          load={() => fetchBlob(http, attachment.id, false)}
          label={attachment.name}
          width={attachment.width}
          height={attachment.height}
          failed={t('not_shown')}
        />
      </dialog>
    );
  }
}

interface PendingProps {
  file: PendingFile;
  load: (key: string) => Promise<Blob | undefined>;
  language: Language;
  t: Text;
  /** 0 to 1 while it is uploading. */
  progress?: number | undefined;
  onRemove?: (() => void) | undefined;
}

/** A file that has not reached the desk: chosen, waiting, or on its way. */
export const PendingView = ({ file, load, language, t, progress, onRemove }: PendingProps) => (
  <div class={isPicture(file.type) ? 'pending picture' : 'pending file'}>
    {isPicture(file.type) ? (
      <Painting
        load={async () => (await load(file.key)) ?? Promise.reject(new Error('gone'))}
        label={file.name}
        width={null}
        height={null}
        failed={t('not_shown')}
      />
    ) : (
      <>
        <bdi>{file.name}</bdi>
        <small>{size(file.bytes, language)}</small>
      </>
    )}
    {progress !== undefined && <progress value={progress} max={1} aria-label={t('uploading', { name: file.name })} />}
    {onRemove && <IconButton label={t('remove_file', { name: file.name })} path={ICON.close} onClick={onRemove} />}
  </div>
);
