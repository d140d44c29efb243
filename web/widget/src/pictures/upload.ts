// Sends one file with progress, which fetch cannot report.
import { BY_COOKIE, Problem, uploadPath, type Attachment, type Id } from '@ombud/shared/api';

export function upload(
  desk: string, token: string, conversation: Id, name: string, file: Blob,
  progress: (share: number) => void, signal: AbortSignal,
): Promise<Attachment> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', desk + uploadPath(conversation, name));
    if (token !== BY_COOKIE) request.setRequestHeader('authorization', 'Bearer ' + token);
    request.setRequestHeader('content-type', file.type || 'application/octet-stream');
    request.responseType = 'json';
    request.upload.onprogress = ({ loaded, total }) => progress(total ? loaded / total : 0);
    request.onload = () => {
      if (request.status === 201) return resolve(request.response as Attachment);
      const told = request.response as { code?: string; retry_after?: number } | null;
      reject(new Problem(told?.code ?? 'http.' + request.status, request.status, null, told?.retry_after));
    };
    request.onerror = () => reject(new Problem('network'));
    request.onabort = () => reject(new Problem('cancelled'));
    signal.addEventListener('abort', () => request.abort());
    if (signal.aborted) request.abort();
    request.send(file);
  });
}
