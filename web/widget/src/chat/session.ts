// Who is writing: a guest by a token kept in this browser, or the platform's signed-in customer.
import { BY_COOKIE, Http, startCustomer, startVisitor, type Id } from '@ombud/shared/api';
import type { Host } from '../host';

interface Held {
  token: string;
  /** Milliseconds of this device's clock. */
  renewAt: number;
  expiresAt: number;
}

const hold = (token: string, expires: string): Held => {
  const now = Date.now();
  const expiresAt = Date.parse(expires);
  return { token, expiresAt, renewAt: now + (expiresAt - now) * 0.8 };
};

export class Session {
  /** Null for a guest. */
  customer: { id: Id; name: string } | null = null;
  private held: Held | null = null;
  private pending: Promise<string | null> | null = null;

  constructor(private readonly host: Host) {}

  /** Whose things these are on this device. */
  get owner(): string {
    return this.customer?.id ?? 'guest';
  }

  /** Null when this is a guest who has not written yet. */
  token(): Promise<string | null> {
    if (this.held && Date.now() < this.held.renewAt) return Promise.resolve(this.held.token);
    return (this.pending ??= this.find().finally(() => (this.pending = null)));
  }

  /** A guest becomes somebody with the first word, not before. */
  async begin(): Promise<void> {
    if ((await this.token()) === null) await this.makeVisitor(null);
  }

  reset(): void {
    this.held = this.pending = this.customer = null;
  }

  /** The server refused our token. True when there is a new one for the same person. */
  async renew(): Promise<boolean> {
    const guest = !this.customer;
    // What the page's own sign-in gave, only the page can give again.
    const byCookie = this.held?.token === BY_COOKIE;
    this.reset();
    if (guest) this.host.keep.set('visitor', null);
    return !guest && !byCookie && (await this.token().catch(() => null)) !== null;
  }

  private async find(): Promise<string | null> {
    const { account, getToken, keep } = this.host;
    if (account) {
      this.customer = account;
      this.held = { token: BY_COOKIE, expiresAt: Infinity, renewAt: Infinity };
      return BY_COOKIE;
    }
    const proof = await getToken?.();
    if (proof) {
      const { customer_id, name, token, expires_at } = await startCustomer(this.caller(null), proof);
      this.customer = { id: customer_id, name: name ?? '' };
      this.held = hold(token, expires_at);
      return token;
    }
    this.customer = null;
    const kept = keep.get<Held>('visitor');
    if (!kept || kept.expiresAt < Date.now()) return null;
    this.held = kept;
    // The old token still serves when the desk cannot be reached now.
    if (kept.renewAt < Date.now()) await this.makeVisitor(kept.token).catch(() => undefined);
    return this.held.token;
  }

  private async makeVisitor(renewing: string | null): Promise<void> {
    const { token, expires_at } = await startVisitor(this.caller(renewing), this.host.language);
    this.held = hold(token, expires_at);
    this.host.keep.set('visitor', this.held);
  }

  private caller(token: string | null): Http {
    return new Http({ base: this.host.desk, token: () => token });
  }
}
