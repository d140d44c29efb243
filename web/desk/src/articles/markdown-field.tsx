// Where the text of an article is written, and where pictures come in: by a button, pasted or dropped.
import { useEffect, useRef, useState, type ClipboardEvent, type DragEvent } from 'react';
import { ImagePlus } from 'lucide-react';
import { FileTrigger } from 'react-aria-components';
import type { Language } from '@ombud/shared/api';
import { LONGEST_MARKDOWN, PICTURE_TYPES, type ArticlePicture } from '@ombud/shared/articles';
import { Button } from '@ombud/ui/button';
import { useText } from '../text';
import { AreaField } from '../ui/inputs';
import { bytesOf, withPicture, type Place } from './editing';
import { PictureWindow } from './picture';

const KILOBYTE = 1024;
/** From here on it is told how much room is left. */
const NEARLY_FULL = 0.9 * LONGEST_MARKDOWN;

interface MarkdownFieldProps {
  language: Language;
  value: string;
  onChange: (value: string) => void;
  error: string | null;
}

/** Pictures that were chosen and wait for their description, the first of them now. */
interface Adding { files: File[]; place: Place }

export function MarkdownField({ language, value, onChange, error }: MarkdownFieldProps) {
  const text = useText();
  const area = useRef<HTMLTextAreaElement>(null);
  const goesOnAt = useRef<number | null>(null);
  const [adding, setAdding] = useState<Adding | null>(null);
  const [dragging, setDragging] = useState(false);
  const bytes = bytesOf(value);
  const [file, ...later] = adding?.files ?? [];

  useEffect(() => {
    if (adding || goesOnAt.current === null) return;
    area.current?.focus();
    area.current?.setSelectionRange(goesOnAt.current, goesOnAt.current);
    goesOnAt.current = null;
  }, [adding]);

  const choose = (files: Iterable<File>) => {
    const { selectionStart: start, selectionEnd: end } = area.current!;
    setAdding({ files: [...files], place: { start, end } });
  };
  const next = (place: Place) => setAdding(later.length > 0 ? { files: later, place } : null);
  const insert = (picture: ArticlePicture, shows: string) => {
    const { markdown, end } = withPicture(value, adding!.place, shows, picture.address);
    onChange(markdown);
    goesOnAt.current = end;
    next({ start: end, end });
  };
  const paste = (event: ClipboardEvent) => {
    const { files, types } = event.clipboardData;
    // Office programs put a picture of the words beside them: the words are meant.
    if (files.length === 0 || types.includes('text/plain')) return;
    event.preventDefault();
    choose(files);
  };
  const drop = (event: DragEvent) => {
    setDragging(false);
    if (event.dataTransfer.files.length === 0) return;
    event.preventDefault();
    choose(event.dataTransfer.files);
  };

  return (
    <>
      <div
        className="markdown-field"
        onPaste={paste}
        onDragOver={(event) => {
          if (!event.dataTransfer.types.includes('Files')) return;
          event.preventDefault();
          setDragging(true);
        }}
        onDragLeave={(event) => {
          if (!event.currentTarget.contains(event.relatedTarget as Node | null)) setDragging(false);
        }}
        onDrop={drop}
      >
        <AreaField ref={area} label={text('articles.markdown')} rows={22} code lang={language} value={value} onChange={onChange} error={error} />
        <div className="markdown-foot">
          <FileTrigger
            allowsMultiple
            acceptedFileTypes={PICTURE_TYPES}
            onSelect={(files) => {
              if (files) choose(files);
            }}
          >
            <Button>
              <ImagePlus size={16} aria-hidden="true" />
              {text('articles.picture_add')}
            </Button>
          </FileTrigger>
          <small className="field-help">{text('articles.picture_hint')}</small>
          {bytes > NEARLY_FULL && (
            <small className="markdown-size" data-tone={bytes > LONGEST_MARKDOWN ? 'danger' : undefined}>
              {text('articles.size', { size: Math.ceil(bytes / KILOBYTE), most: LONGEST_MARKDOWN / KILOBYTE })}
            </small>
          )}
        </div>
        {dragging && <div className="drop-here">{text('articles.picture_drop')}</div>}
      </div>
      {file && adding && (
        <PictureWindow key={adding.files.length} file={file} shows={value.slice(adding.place.start, adding.place.end)} insert={insert} onClose={() => next(adding.place)} />
      )}
    </>
  );
}
