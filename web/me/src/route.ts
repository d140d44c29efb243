// Where in the account pages we are. Tokens and trackings stand behind the "#", which no server and no log ever sees.
import { makeRouter } from '@ombud/ui/route';

export const INSIDE = ['overview', 'security', 'devices', 'keys', 'addresses', 'profile'] as const;
export type InsidePage = (typeof INSIDE)[number];

export type Route =
  | { page: Exclude<InsidePage, 'security'> }
  /** `wish`: the window that is asked for, so that a link from anywhere opens it. */
  | { page: 'security'; wish: string | null }
  | { page: 'sign-up' | 'prove' }
  | { page: 'forgotten' | 'recovery' | 'unfreeze'; tracking: string | null }
  | { page: 'reset' | 'not-me'; token: string }
  | { page: 'freeze'; token: string | null }
  | { page: 'unknown' };

export function parseRoute(path: string, hash = ''): Route {
  const [page = 'overview', more] = path.replace(/^\/me\/?/, '').split('/').filter(Boolean);
  const secret = (name: string) => new URLSearchParams(hash.slice(1)).get(name);
  if (more !== undefined) return { page: 'unknown' };
  const inside = INSIDE.find((name) => name === page);
  if (inside === 'security') return { page: inside, wish: hash.slice(1) || null };
  if (inside) return { page: inside };
  switch (page) {
    case 'sign-up':
    case 'prove':
      return { page };
    case 'forgotten':
    case 'recovery':
    case 'unfreeze':
      return { page, tracking: secret('tracking') };
    case 'reset':
    case 'not-me':
      return { page, token: secret('token') ?? '' };
    case 'freeze':
      return { page, token: secret('token') };
    default:
      return { page: 'unknown' };
  }
}

export const pathOf = (page: InsidePage): string => (page === 'overview' ? '/me/' : '/me/' + page);

export const { useRoute, routeNow, go, startRouting } = makeRouter<Route>('/me', parseRoute);
