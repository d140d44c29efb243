// Files on their way up: progress, cancel, retry.
import { problemOf, Problem, uploadPath, type Attachment, type Id } from '@ombud/shared/api';
import { Store } from '@ombud/ui/store';

export const LARGEST = 10 * 1024 * 1024;

export interface Upload {
  key: string;
  file: File;
  /** Of 1. */
  progress: number;
  problem: Problem | null;
}

/** Sends one file as it is. fetch() tells no progress of a body on its way up. */
export function sendFile<Made>(path: string, file: File, tell: (progress: number) => void, stop: AbortSignal): Promise<Made> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', path);
    request.setRequestHeader('content-type', file.type || 'application/octet-stream');
    request.upload.onprogress = ({ loaded, total }) => tell(total ? loaded / total : 0);
    request.onerror = () => reject(new Problem('network'));
    request.onabort = () => reject(new Problem('cancelled'));
    request.onload = () => {
      if (request.status === 201) return resolve(JSON.parse(request.responseText) as Made);
      void problemOf(new Response(request.responseText, { status: request.status })).then(reject);
    };
    stop.addEventListener('abort', () => request.abort());
    request.send(file);
  });
}

let made = 0;

export class Uploads {
  readonly items = new Store<readonly Upload[]>([]);
  private readonly running = new Map<string, AbortController>();

  constructor(private readonly conversation: Id, private readonly done: (attachment: Attachment) => void) {}

  add(files: Iterable<File>): void {
    for (const file of files) {
      const upload = { key: 'upload' + ++made, file, progress: 0, problem: file.size > LARGEST ? new Problem('attachment.too_large', 413) : null };
      this.items.change((now) => [...now, upload]);
      if (!upload.problem) void this.run(upload);
    }
  }

  retry(key: string): void {
    const upload = this.items.get().find((each) => each.key === key);
    if (!upload) return;
    this.set(key, { progress: 0, problem: null });
    void this.run(upload);
  }

  remove(key: string): void {
    this.running.get(key)?.abort();
    this.items.change((now) => now.filter((each) => each.key !== key));
  }

  private set(key: string, change: Partial<Upload>): void {
    this.items.change((now) => now.map((each) => (each.key === key ? { ...each, ...change } : each)));
  }

  private async run({ key, file }: Upload): Promise<void> {
    const stop = new AbortController();
    this.running.set(key, stop);
    try {
      const path = uploadPath(this.conversation, file.name || 'picture.png');
      const attachment = await sendFile<Attachment>(path, file, (progress) => this.set(key, { progress }), stop.signal);
      this.remove(key);
      this.done(attachment);
    } catch (error) {
      this.set(key, { problem: error instanceof Problem ? error : new Problem('network') });
    } finally {
      this.running.delete(key);
    }
  }
}
