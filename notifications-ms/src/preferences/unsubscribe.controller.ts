import { createHash } from 'node:crypto';
import { BadRequestException, Controller, Get, Header, HttpCode, Post, Query } from '@nestjs/common';
import Handlebars from 'handlebars';
import type { Unsubscription } from './unsubscribe-links.js';
import { UnsubscribeUseCase } from './unsubscribe.use-case.js';

const style = `
:root{color-scheme:light dark;--ink:#1a2233;--soft:#5b6577;--paper:#f5f7fb;--card:#fff;--line:#e3e8f0;--act:#1d4ed8}
@media (prefers-color-scheme:dark){:root{--ink:#eef2f8;--soft:#a3afc2;--paper:#10151f;--card:#19202d;--line:#2a3446;--act:#2563eb}}
*{box-sizing:border-box}
body{margin:0;min-height:100vh;display:grid;place-items:center;padding:1.5rem;background:var(--paper);color:var(--ink);font:1rem/1.55 system-ui,sans-serif}
main{max-width:30rem;width:100%;padding:2.5rem 2rem;background:var(--card);border:1px solid var(--line);border-radius:1rem;text-align:center}
h1{margin:0 0 .75rem;font-size:1.5rem}p{margin:.5rem 0 1.25rem;color:var(--soft)}
button{padding:.75rem 1.5rem;border:0;border-radius:.5rem;background:var(--act);color:#fff;font:inherit;cursor:pointer}`;

/** Blocks all loads and scripts; allows the page's style sheet by its hash, and its own form. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'`,
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

const page = Handlebars.compile<{ title: string; text: string; button?: string }>(
  `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>{{title}}</title><style>${style}</style></head><body><main><h1>{{title}}</h1><p>{{text}}</p>{{#if button}}<form method="post"><button type="submit">{{button}}</button></form>{{/if}}</main></body></html>`,
);

const PageHeaders = () => (target: object, key: string, descriptor: PropertyDescriptor) => {
  Header('content-type', 'text/html; charset=utf-8')(target, key, descriptor);
  Header('content-security-policy', CONTENT_SECURITY_POLICY)(target, key, descriptor);
  Header('x-content-type-options', 'nosniff')(target, key, descriptor);
  Header('referrer-policy', 'no-referrer')(target, key, descriptor);
  Header('cache-control', 'no-store')(target, key, descriptor);
};

/**
 * The link to unsubscribe. A GET changes nothing, because mail scanners open links; the POST is that
 * of the page's button, and that of mail programs (RFC 8058).
 */
@Controller('unsubscribe')
export class UnsubscribeController {
  constructor(private readonly unsubscribeUseCase: UnsubscribeUseCase) {}

  @Get()
  @PageHeaders()
  ask(@Query('token') token?: unknown): string {
    const { recipient } = this.read(token);
    return page({
      title: 'Unsubscribe',
      text: `${addressOf(recipient)} then gets no more reminders of unpaid orders. Mails about orders, payments and the safety of the account are still sent.`,
      button: 'Unsubscribe',
    });
  }

  @Post()
  @HttpCode(200)
  @PageHeaders()
  async unsubscribe(@Query('token') token?: unknown): Promise<string> {
    const found = this.read(token);
    await this.unsubscribeUseCase.execute(found);
    return page({
      title: 'Unsubscribed',
      text: `${addressOf(found.recipient)} gets no more reminders of unpaid orders.`,
    });
  }

  private read(token: unknown): Unsubscription {
    const found = typeof token === 'string' ? this.unsubscribeUseCase.read(token) : undefined;
    if (!found) throw new BadRequestException('This link to unsubscribe is incomplete; copy all of it.');
    return found;
  }
}

const addressOf = (recipient: string): string => recipient.replace(/^email:/, '');
