// Keeps the bytes of files that wait to be sent, so that a reload does not lose them.

const kept = new Map<string, Blob>();

function open(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open('ombud', 1);
    request.onupgradeneeded = () => request.result.createObjectStore('files');
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(new Error('vault'));
  });
}

async function run<T>(mode: IDBTransactionMode, work: (files: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  const database = await open();
  try {
    return await new Promise<T>((resolve, reject) => {
      const transaction = database.transaction('files', mode);
      const request = work(transaction.objectStore('files'));
      transaction.oncomplete = () => resolve(request.result);
      transaction.onabort = () => reject(new Error('vault'));
    });
  } finally {
    database.close();
  }
}

/** Private windows may refuse: then the file lives as long as the page. */
export async function put(key: string, file: Blob): Promise<void> {
  kept.set(key, file);
  await run('readwrite', (files) => files.put(file, key)).catch(() => undefined);
}

export async function get(key: string): Promise<Blob | undefined> {
  return kept.get(key) ?? (await run('readonly', (files) => files.get(key) as IDBRequest<Blob | undefined>).catch(() => undefined));
}

export async function remove(keys: string[]): Promise<void> {
  for (const key of keys) kept.delete(key);
  await run('readwrite', (files) => {
    for (const key of keys) files.delete(key);
    return files.count();
  }).catch(() => undefined);
}
