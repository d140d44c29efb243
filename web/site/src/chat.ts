// The chat on every page: fetched when the page has come to rest, or at once when somebody asks for it.

interface ChatElement extends HTMLElement {
  account?: { id: string; name: string; phrase: string | null } | null;
  setOpen?: (open: boolean) => void;
}

let loading: Promise<ChatElement> | null = null;

/** Whose chat it is: without an answer it is a visitor's. */
async function account(): Promise<ChatElement['account']> {
  if (!('signedIn' in document.body.dataset)) return null;
  const answer = await fetch('/api/v1/account').catch(() => null);
  if (!answer?.ok) return null;
  const { id, name, phrase } = (await answer.json()) as { id: string; name: string | null; phrase: string | null };
  return { id, name: name ?? '', phrase };
}

function load(): Promise<ChatElement> {
  loading ??= new Promise<ChatElement>((resolve, reject) => {
    const script = document.createElement('script');
    script.src = '/widget.js';
    script.addEventListener('load', () => {
      void account().then((who) => {
        const chat = document.createElement('ombud-chat') as ChatElement;
        chat.lang = document.documentElement.lang;
        if (who) chat.account = who;
        document.body.append(chat);
        resolve(chat);
      });
    });
    script.addEventListener('error', () => {
      loading = null;
      script.remove();
      reject(new Error('widget.js'));
    });
    document.head.append(script);
  });
  return loading;
}

export function offerChat(): void {
  if (!('chat' in document.body.dataset)) return;
  for (const link of document.querySelectorAll<HTMLAnchorElement>('a[data-open-chat]')) {
    link.addEventListener('click', (event) => {
      if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
      event.preventDefault();
      load().then(
        (chat) => chat.setOpen?.(true),
        () => location.assign(link.href), // the page for it works without scripts
      );
    });
  }
  const soon = () => {
    const begin = () => void load().catch(() => undefined);
    if ('requestIdleCallback' in window) requestIdleCallback(begin, { timeout: 3_000 });
    else setTimeout(begin, 1_000);
  };
  if (document.readyState === 'complete') soon();
  else addEventListener('load', soon, { once: true });
}
