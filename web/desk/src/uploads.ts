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

let made = 0;

export class Uploads {
  readonly items = new Store<readonly Upload[]>([]);
  private readonly running = new Map<string, XMLHttpRequest>();

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
    try {
      const attachment = await this.put(key, file);
      this.remove(key);
      this.done(attachment);
    } catch (error) {
      this.set(key, { problem: error instanceof Problem ? error : new Problem('network') });
    } finally {
      this.running.delete(key);
    }
  }

  // fetch() tells no progress of a body on its way up.
  private put(key: string, file: File): Promise<Attachment> {
    return new Promise((resolve, reject) => {
      const request = new XMLHttpRequest();
      this.running.set(key, request);
      request.open('POST', uploadPath(this.conversation, file.name || 'picture.png'));
      request.setRequestHeader('content-type', file.type || 'application/octet-stream');
      request.upload.onprogress = ({ loaded, total }) => this.set(key, { progress: total ? loaded / total : 0 });
      request.onerror = () => reject(new Problem('network'));
      request.onload = () => {
        if (request.status === 201) return resolve(JSON.parse(request.responseText) as Attachment);
        void problemOf(new Response(request.responseText, { status: request.status })).then(reject);
      };
      request.send(file);
    });
  }
}
