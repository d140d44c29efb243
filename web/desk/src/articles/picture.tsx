// A picture on its way into an article: what it shows is asked for, then it goes up.
import { useEffect, useRef, useState } from 'react';
import { Problem } from '@ombud/shared/api';
import { PICTURE_TYPES, picturePath, type ArticlePicture } from '@ombud/shared/articles';
import { Form, useAct } from '@ombud/ui/act';
import { Button } from '@ombud/ui/button';
import { Dialog } from '@ombud/ui/dialog';
import { Field } from '@ombud/ui/field';
import { problemText, useText } from '../text';
import { LARGEST, sendFile } from '../uploads';

const LONGEST_ALT = 300;

function refusalOf(file: File): Problem | null {
  if (!(PICTURE_TYPES as readonly string[]).includes(file.type)) return new Problem('picture.type', 415);
  return file.size > LARGEST ? new Problem('attachment.too_large', 413) : null;
}

interface PictureWindowProps {
  file: File;
  /** What may be its description already. */
  shows: string;
  insert: (picture: ArticlePicture, shows: string) => void;
  onClose: () => void;
}

export function PictureWindow({ file, shows: given, insert, onClose }: PictureWindowProps) {
  const text = useText();
  const refusal = refusalOf(file);
  return (
    <Dialog title={text('articles.picture_title')} onClose={onClose}>
      {refusal ? (
        <>
          <p className="notice" data-tone="danger" role="alert">
            {problemText(text, refusal)}
          </p>
          <footer>
            <Button onPress={onClose}>{text('act.close')}</Button>
          </footer>
        </>
      ) : (
        <Describe file={file} shows={given} insert={insert} onClose={onClose} />
      )}
    </Dialog>
  );
}

function Describe({ file, shows: given, insert, onClose }: PictureWindowProps) {
  const text = useText();
  const act = useAct();
  const [shows, setShows] = useState(given);
  /** Warned once: then it is their choice. */
  const [warned, setWarned] = useState(false);
  const [progress, setProgress] = useState(0);
  const stop = useRef<AbortController>(null);
  useEffect(() => () => stop.current?.abort(), []);
  const bare = shows.trim() === '';
  const submit = async () => {
    if (bare && !warned) return setWarned(true);
    stop.current = new AbortController();
    setProgress(0);
    insert(await sendFile<ArticlePicture>(picturePath(file.name), file, setProgress, stop.current.signal), shows);
  };
  return (
    <>
      <Thumbnail file={file} />
      <Form act={act} submit={submit} label={text(warned && bare ? 'articles.picture_insert_bare' : 'articles.picture_insert')} more={<Button onPress={onClose}>{text('act.cancel')}</Button>}>
        <Field
          label={text('articles.picture_alt')}
          autoFocus
          value={shows}
          onChange={setShows}
          help={text('articles.picture_alt_help')}
          error={warned && bare ? text('articles.picture_no_alt') : null}
          input={{ dir: 'auto', maxLength: LONGEST_ALT }}
        />
        {act.busy && <progress className="picture-progress" max={1} value={progress} aria-label={text('file.progress', { name: file.name })} />}
      </Form>
    </>
  );
}

function Thumbnail({ file }: { file: File }) {
  const picture = useRef<HTMLImageElement>(null);
  useEffect(() => {
    const address = URL.createObjectURL(file);
    picture.current!.src = address;
    return () => URL.revokeObjectURL(address);
  }, [file]);
  return <img ref={picture} className="picture-chosen" alt={file.name} />;
}
